#pragma once

#include "base/task.hpp"
#include "base/time.hpp"
#include "checkout/api.hpp"

#include <expected>
#include <stdexcept>

namespace fairgate {

/// One attempt at a payment, told in the same words every time: a provider may know it by them alone.
struct PaymentAttempt {
    /// The same key never charges twice: a repeat answers what the first call came to.
    std::string key;
    MinorUnits amount;
    std::string currency;
    /// When the attempt is given up unless it has come to something.
    Timestamp deadline;
};

/// What the provider is asked to reserve on the buyer's card.
struct AuthorizeRequest {
    PaymentAttempt attempt;
    /// Never stored or logged.
    api::PaymentMethod method;
};

/// Money reserved on the buyer's card, not yet taken.
struct Authorization {
    std::string payment_id;
    std::string card_last_four;
};

enum class DeclineReason {
    card_declined,
    insufficient_funds,
    /// The bank wants to ask the buyer, which is not possible here.
    authentication_required,
    /// The payment had been cancelled before the provider came to it.
    cancelled,
};

struct PaymentDecline {
    DeclineReason reason = DeclineReason::card_declined;
};

enum class PaymentState { authorized, captured, voided, declined, cancelled };

/// What the provider knows of one key.
struct PaymentRecord {
    PaymentState state = PaymentState::cancelled;
    Authorization authorization;
    MinorUnits amount;
};

/// The call may or may not have had its effect.
class PaymentOutcomeUnknown : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Who moves the money. Every method may be repeated; an exception means that the outcome is unknown, never
/// that it failed. Thread-safe; outlives the server.
class PaymentProvider {
  public:
    virtual ~PaymentProvider() = default;

    virtual Task<std::expected<Authorization, PaymentDecline>> authorize(AuthorizeRequest request) = 0;

    /// Takes the money of an authorization.
    virtual Task<void> capture(std::string payment_id) = 0;

    /// Gives an authorization back. Refused with PaymentOutcomeUnknown once captured.
    virtual Task<void> void_payment(std::string payment_id) = 0;

    /// Empty when the provider has never finished a call with this key.
    virtual Task<std::optional<PaymentRecord>> find(PaymentAttempt attempt) = 0;

    /// Makes sure that no authorization can land under the attempt's key any more. One that has landed stays
    /// and is returned.
    virtual Task<PaymentRecord> cancel(PaymentAttempt attempt) = 0;
};

}  // namespace fairgate
