#pragma once

#include "checkout/circuit_breaker.hpp"
#include "checkout/one_shot.hpp"
#include "checkout/order_recovery.hpp"
#include "checkout/payment_method.hpp"

#include <expected>
#include <mutex>
#include <unordered_map>

namespace fairgate {

enum class CheckoutError {
    /// 422: `problems` names the fields.
    invalid_request,
    /// 422: the key belongs to another purchase or another buyer.
    idempotency_key_reused,
    /// 404.
    event_not_found,
    /// 409: sales of the event are paused or over.
    event_not_on_sale,
    /// 410: there is no live hold.
    reservation_expired,
    /// 409: another key is paying for this hold.
    checkout_in_progress,
    /// 409: the account has bought, or is paying for, too many seats of the event besides; the hold stands.
    purchase_limit,
    /// 402: see `reason`; the hold stands and the key is open for another card.
    payment_declined,
    /// 503: the provider is down; the hold stands. Retry later.
    payment_unavailable,
    /// 503: whether the payment went through is not known yet. Ask again with the same key.
    payment_unknown,
    /// 409: somebody else has the seats; nothing was charged.
    seats_gone,
    /// 503: the store did not answer. Ask again with the same key.
    unavailable,
};

struct CheckoutFailure {
    CheckoutError error = CheckoutError::unavailable;
    std::vector<FieldProblem> problems = {};
    std::optional<DeclineReason> reason = {};
    /// For 503: at least one second.
    std::chrono::seconds retry_after{1};
};

struct CheckoutAnswer {
    OrderId order;
    /// api::Order as JSON: the same bytes every time this purchase is asked for.
    std::string order_json;
};

using CheckoutResult = std::expected<CheckoutAnswer, CheckoutFailure>;

struct Buyer {
    Session session;
    /// The account's address, used when the request names none.
    std::optional<std::string> account_email;
    /// Of the request, for the order and what follows from it.
    std::string trace = {};
};

/// Pays a shopper's hold. However often and from wherever a request with one key comes, there is one charge
/// and one order; see docs and OrderStore for what makes it so.
///
/// A purchase runs in a task of its own: a caller that goes away stops nothing. Callers with the same key
/// wait for the one that runs. Thread-safe; lives as long as the server.
class Checkout {
  public:
    Checkout(CheckoutPorts ports, CheckoutRules rules, CircuitBreaker& breaker, Settlement& settlement,
             OrderRecovery& recovery);

    Task<CheckoutResult> operator()(Buyer buyer, api::CheckoutRequest request);

  private:
    /// A checkout that is running in this process.
    struct Flight {
        SessionId session;
        EventId event;
        OneShot<CheckoutResult> result;
    };
    /// Gives waiters an answer in any case, also when the group drops the task.
    class Landing;
    struct Payment;

    std::vector<FieldProblem> check(const Buyer& buyer, const api::CheckoutRequest& request) const;
    Task<void> fly(Buyer buyer, api::CheckoutRequest request, std::shared_ptr<Landing> landing);
    Task<CheckoutResult> buy(Buyer buyer, api::CheckoutRequest request);
    Task<std::optional<CheckoutResult>> answer_known_key(Buyer buyer, api::CheckoutRequest request,
                                                         std::optional<HoldId> hold);
    /// Empty when hold or key have changed since they were read: look again.
    Task<std::optional<CheckoutResult>> pay_hold(Buyer buyer, api::CheckoutRequest request, Hold hold);
    Task<bool> has_begun_elsewhere(SessionId session, EventId event, std::string key);
    NewOrder new_order(const Buyer& buyer, const api::CheckoutRequest& request, const EventInfo& event,
                       Hold hold);
    Task<CheckoutResult> pay_order(OrderRecord order, api::PaymentMethod method,
                                   CircuitBreaker::Permit permit);
    Task<void> call_provider(OrderRecord order, api::PaymentMethod method, std::shared_ptr<Payment> payment);
    Task<CheckoutResult> conclude(OrderRecord order, Authorization authorization);
    Task<void> capture_later(OrderRecord order);
    CheckoutFailure unknown(const OrderRecord& order) const;

    CheckoutPorts ports_;
    CheckoutRules rules_;
    CircuitBreaker& breaker_;
    Settlement& settlement_;
    OrderRecovery& recovery_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<Flight>> flights_;
};

}  // namespace fairgate
