#pragma once

#include "adapters/stripe/transfers.hpp"
#include "checkout/payment_provider.hpp"

namespace fairgate::stripe {

struct StripeSettings {
    /// "https://api.stripe.com", without a slash at the end.
    std::string api_base;
    /// Goes into one header of each call, and nowhere else.
    std::string secret_key;
    TransferLimits transfers = {};
};

/// A PaymentIntent, as far as it matters here.
struct Intent {
    std::string id;
    std::string status;
    MinorUnits amount;
    std::string card_last_four;
    std::string cancellation_reason;
    /// Why the latest confirmation was declined: `decline_code`, or `code` where there is none.
    std::optional<std::string> decline;
    bool is_replayed = false;
};

/// A call that Stripe understood and refused.
struct Refusal {
    std::string type;
    std::string code;
    std::string decline_code;
    /// The same answer comes to every repeat with its idempotency key.
    bool is_replayed = false;

    /// Nothing was done, and nothing will be at a repeat: an amount that is too small, for instance.
    bool is_about_request() const { return type == "invalid_request_error"; }
    bool is_about_card() const { return type == "card_error"; }
    std::string text() const { return type + (code.empty() ? "" : " " + code); }
};

using IntentReply = std::expected<Intent, Refusal>;

/// Stripe's PaymentIntents over HTTP, one method a call. Throws PaymentOutcomeUnknown when the call may or
/// may not have had its effect: no answer, a key in use, too many calls, an error inside Stripe, keys that it
/// does not accept. Only an error inside Stripe that it has saved under the idempotency key is a Refusal.
///
/// What it throws and logs has Stripe's words for programs in it, never those for people, which may quote
/// what was sent. Thread-safe; lives as long as the server.
class Intents {
  public:
    explicit Intents(StripeSettings settings);

    /// An intent for the attempt, not confirmed; the same one however often it is asked for, as it was when
    /// it was made.
    Task<IntentReply> create(PaymentAttempt attempt);
    Task<IntentReply> confirm(std::string id, std::string token, std::string idempotency_key);
    /// `idempotency_key` may be empty.
    Task<IntentReply> cancel(std::string id, std::string reason, std::string idempotency_key);
    Task<IntentReply> capture(std::string id);
    Task<IntentReply> retrieve(std::string id);
    /// Made for the attempt's key at least some minutes ago.
    Task<std::optional<Intent>> search(std::string key);

    void stop() { transfers_.stop(); }

  private:
    Task<HttpReply> call(std::string path, std::optional<std::string> form, std::string idempotency_key);

    StripeSettings settings_;
    Transfers transfers_;
};

}  // namespace fairgate::stripe
