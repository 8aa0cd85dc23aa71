#include "checkout/checkout.hpp"

#include "base/mail_address.hpp"
#include "catalog/sale_access.hpp"
#include "checkout/time_limit.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace fairgate {
namespace {

constexpr std::size_t kKeyMin = 8;
constexpr std::size_t kKeyMax = 64;
/// How often a hold that changes under our hands is read again.
constexpr int kHoldReadsMax = 3;

std::unexpected<CheckoutFailure> failure(CheckoutError error) {
    return std::unexpected(CheckoutFailure{.error = error});
}

Bytes fingerprint_of(EventId event, HoldId hold, SessionId session) {
    return sha256(event.text() + ':' + hold.text() + ':' + session.text());
}

bool is_key(std::string_view key) {
    const auto printable = [](char c) { return c > ' ' && c < 0x7F; };
    return key.size() >= kKeyMin && key.size() <= kKeyMax && std::ranges::all_of(key, printable);
}

std::chrono::seconds whole_seconds(std::chrono::milliseconds time) {
    return std::max(std::chrono::ceil<std::chrono::seconds>(time), std::chrono::seconds{1});
}

CheckoutFailure declined(DeclineReason reason) {
    return {.error = CheckoutError::payment_declined, .problems = {}, .reason = reason};
}

}  // namespace

class Checkout::Landing {
  public:
    Landing(Checkout& checkout, std::string key, std::shared_ptr<Flight> flight)
        : checkout_(checkout), key_(std::move(key)), flight_(std::move(flight)) {}
    ~Landing() { land(failure(CheckoutError::unavailable)); }

    void land(CheckoutResult result) {
        if (!flight_) return;
        {
            const std::lock_guard lock(checkout_.mutex_);
            checkout_.flights_.erase(key_);
        }
        flight_->result.set(std::move(result));
        flight_.reset();
    }

  private:
    Checkout& checkout_;
    std::string key_;
    std::shared_ptr<Flight> flight_;
};

/// One call of the provider, which may outlive the checkout that waits for it.
struct Checkout::Payment {
    /// Empty: the outcome is unknown.
    using Outcome = std::optional<std::expected<Authorization, PaymentDecline>>;
    OneShot<Outcome> outcome;
    std::atomic<bool> given_up = false;
};

Checkout::Checkout(CheckoutPorts ports, CheckoutRules rules, CircuitBreaker& breaker, Settlement& settlement,
                   OrderRecovery& recovery)
    : ports_(std::move(ports)),
      rules_(rules),
      breaker_(breaker),
      settlement_(settlement),
      recovery_(recovery) {}

Task<CheckoutResult> Checkout::operator()(Buyer buyer, api::CheckoutRequest request) {
    auto problems = check(buyer, request);
    if (!problems.empty()) {
        co_return std::unexpected(CheckoutFailure{CheckoutError::invalid_request, std::move(problems)});
    }
    std::shared_ptr<Flight> flight;
    std::shared_ptr<Landing> landing;
    {
        const std::lock_guard lock(mutex_);
        auto& entry = flights_[request.idempotency_key];
        if (!entry) {
            entry = std::make_shared<Flight>(buyer.session.id, request.event_id);
            landing = std::make_shared<Landing>(*this, request.idempotency_key, entry);
        }
        flight = entry;
    }
    if (flight->session != buyer.session.id || flight->event != request.event_id) {
        co_return failure(CheckoutError::idempotency_key_reused);
    }
    if (landing) {
        const auto executor = co_await asio::this_coro::executor;
        ports_.tasks.spawn(executor, fly(std::move(buyer), std::move(request), std::move(landing)));
    }
    CheckoutResult result = co_await OneShot<CheckoutResult>::wait({flight, &flight->result});
    co_return result;
}

std::vector<FieldProblem> Checkout::check(const Buyer& buyer, const api::CheckoutRequest& request) const {
    if (!rules_.takes_card_numbers && request.payment_method.type == api::PaymentMethodType::card) {
        return {
            {"paymentMethod.type", "Card numbers are not taken here. Send a token of the payment provider."}};
    }
    auto problems = check_payment_method(request.payment_method, ports_.clock.now());
    if (!is_key(request.idempotency_key)) {
        problems.push_back({"idempotencyKey", "The key has 8 to 64 printable characters without spaces."});
    }
    const auto& email = request.email ? request.email : buyer.account_email;
    if (!email) {
        problems.push_back({"email", "Enter the e-mail address that the tickets go to."});
    } else if (!is_public_mail_address(*email)) {
        problems.push_back({"email", "This is not an e-mail address."});
    }
    return problems;
}

Task<void> Checkout::fly(Buyer buyer, api::CheckoutRequest request, std::shared_ptr<Landing> landing) {
    CheckoutResult result = failure(CheckoutError::unavailable);
    const std::string trace = buyer.trace;
    try {
        result = co_await buy(std::move(buyer), std::move(request));
    } catch (const std::exception& error) {
        spdlog::error("checkout{}: {}", trace_note(trace), error.what());
    }
    landing->land(std::move(result));
}

Task<CheckoutResult> Checkout::buy(Buyer buyer, api::CheckoutRequest request) {
    for (int reads = 0; reads < kHoldReadsMax; ++reads) {
        auto hold = co_await ports_.seats.find_hold(request.event_id, buyer.session.id, ports_.clock.now());
        const auto hold_id = hold ? std::optional(hold->id) : std::nullopt;
        auto known = co_await answer_known_key(buyer, request, hold_id);
        if (known) co_return std::move(*known);
        if (hold) {
            auto result = co_await pay_hold(buyer, request, std::move(*hold));
            if (result) co_return std::move(*result);
            continue;
        }
        const bool has_begun =
            co_await has_begun_elsewhere(buyer.session.id, request.event_id, request.idempotency_key);
        if (!has_begun) co_return failure(CheckoutError::reservation_expired);
    }
    co_return failure(CheckoutError::reservation_expired);
}

/// An earlier click that a slow node is still about may yet begin with a hold that has ended since. Whoever
/// is told that it has ended must not be charged afterwards.
Task<bool> Checkout::has_begun_elsewhere(SessionId session, EventId event, std::string key) {
    const auto order = co_await ports_.orders.find_by_key_at_rest(event, session, std::move(key));
    co_return order && order->status != OrderStatus::declined;
}

Task<std::optional<CheckoutResult>> Checkout::answer_known_key(Buyer buyer, api::CheckoutRequest request,
                                                               std::optional<HoldId> hold) {
    const auto is_same = [&](SessionId session, EventId event, HoldId order_hold) {
        return session == buyer.session.id && event == request.event_id && (!hold || *hold == order_hold);
    };
    const auto cached = co_await ports_.answers.find(request.idempotency_key, ports_.clock.now());
    if (cached) {
        if (!is_same(cached->session, cached->event, cached->hold)) {
            co_return failure(CheckoutError::idempotency_key_reused);
        }
        co_return CheckoutAnswer{cached->order, cached->response};
    }
    auto order = co_await ports_.orders.find_by_key(request.idempotency_key);
    if (!order) co_return std::nullopt;
    if (!is_same(order->session, order->event, order->hold)) {
        co_return failure(CheckoutError::idempotency_key_reused);
    }
    if (order->status == OrderStatus::pending) {
        // Nobody in this process works on it: a crash or a silent provider left it.
        const OrderRecord left = *order;
        try {
            co_await recovery_.resolve(left);
            order = co_await ports_.orders.find(left.id);
        } catch (const std::exception& error) {
            spdlog::warn("order {} stays open: {}", left.log_name(), error.what());
        }
        if (!order || order->status == OrderStatus::pending) co_return std::unexpected(unknown(left));
    }
    switch (order->status) {
        case OrderStatus::pending:
        case OrderStatus::declined:
            co_return std::nullopt;
        case OrderStatus::cancelled:
            co_return failure(CheckoutError::seats_gone);
        case OrderStatus::paid:
        case OrderStatus::refunded:
            break;
    }
    const CachedAnswer answer{order->id, order->session, order->event, order->hold,
                              order->response.value_or("")};
    co_await ports_.answers.put(request.idempotency_key, answer, ports_.clock.now());
    co_return CheckoutAnswer{answer.order, answer.response};
}

NewOrder Checkout::new_order(const Buyer& buyer, const api::CheckoutRequest& request, const EventInfo& event,
                             Hold hold) {
    const Timestamp now = ports_.clock.now();
    NewOrder order{.id = OrderId::make(now, ports_.random),
                   .session = buyer.session,
                   .hold = std::move(hold),
                   .email = request.email ? *request.email : *buyer.account_email,
                   .currency = event.record.currency,
                   .payment_deadline = now + rules_.payment_limit,
                   .hold_until = now + rules_.payment_limit + rules_.hold_margin,
                   .idempotency_key = request.idempotency_key,
                   .trace = buyer.trace,
                   .purchase_limit = event.record.purchase_limit};
    order.fingerprint = fingerprint_of(order.hold.event, order.hold.id, buyer.session.id);
    order.items = price_seats(event, order.hold.seats, rules_.fees);
    for (const auto& item : order.items) {
        order.subtotal += item.price;
        order.fees += item.fee;
    }
    return order;
}

Task<std::optional<CheckoutResult>> Checkout::pay_hold(Buyer buyer, api::CheckoutRequest request, Hold hold) {
    const HoldId hold_id = hold.id;
    const EventPtr event = co_await ports_.catalog.find(request.event_id);
    if (!event) co_return failure(CheckoutError::event_not_found);
    const EventStatus status = ports_.catalog.status_of(*event);
    // Before the sale nobody but the holder of an access code can have reserved.
    const bool is_presale = may_buy(status, SaleAccess::presale);
    if (!is_presale && status != EventStatus::sold_out) {
        co_return failure(CheckoutError::event_not_on_sale);
    }
    auto permit = breaker_.acquire();
    if (!permit) {
        co_return std::unexpected(CheckoutFailure{.error = CheckoutError::payment_unavailable,
                                                  .retry_after = whole_seconds(breaker_.retry_after())});
    }
    NewOrder order = new_order(buyer, request, *event, std::move(hold));
    BeginResult begun = co_await ports_.orders.begin(std::move(order), ports_.clock.now());
    switch (begun.outcome) {
        case BeginOutcome::key_taken:
            // By the same click on another node: its answer is this one's.
            if (begun.order.session == buyer.session.id && begun.order.hold == hold_id)
                co_return std::nullopt;
            co_return failure(CheckoutError::idempotency_key_reused);
        case BeginOutcome::hold_changed:
            co_return std::nullopt;
        case BeginOutcome::checkout_in_progress:
            co_return failure(CheckoutError::checkout_in_progress);
        case BeginOutcome::purchase_limit:
            co_return failure(CheckoutError::purchase_limit);
        case BeginOutcome::started:
            break;
    }
    ports_.changes.publish(begun.order.event, begun.changes);
    const CheckoutFailure not_known = unknown(begun.order);
    try {
        CheckoutResult result =
            co_await pay_order(std::move(begun.order), std::move(request.payment_method), std::move(*permit));
        co_return result;
    } catch (const std::exception& error) {
        spdlog::error("checkout{}: {}", trace_note(buyer.trace), error.what());
    }
    co_return std::unexpected(not_known);
}

Task<CheckoutResult> Checkout::pay_order(OrderRecord order, api::PaymentMethod method,
                                         CircuitBreaker::Permit permit) {
    const auto payment = std::make_shared<Payment>();
    const auto executor = co_await asio::this_coro::executor;
    ports_.tasks.spawn(executor, call_provider(order, std::move(method), payment));
    auto outcome = co_await within(ports_.clock, rules_.payment_limit,
                                   OneShot<Payment::Outcome>::wait({payment, &payment->outcome}));
    if (!outcome) {
        payment->given_up = true;
        // It may have arrived between the two; then both sides act on it, which does no harm.
        outcome = payment->outcome.peek();
    }
    if (!outcome || !*outcome) {
        permit.failed();
        co_return std::unexpected(unknown(order));
    }
    permit.succeeded();
    const auto& answer = **outcome;
    if (!answer) {
        co_await settlement_.decline(order);
        // Somebody gave the attempt up before the provider came to it: nothing is wrong with the card, and
        // the same key pays with the next attempt.
        if (answer.error().reason == DeclineReason::cancelled) co_return std::unexpected(unknown(order));
        co_return std::unexpected(declined(answer.error().reason));
    }
    CheckoutResult result = co_await conclude(std::move(order), *answer);
    co_return result;
}

Task<void> Checkout::call_provider(OrderRecord order, api::PaymentMethod method,
                                   std::shared_ptr<Payment> payment) {
    Payment::Outcome outcome;
    try {
        outcome = co_await ports_.provider.authorize({payment_attempt(order), std::move(method)});
    } catch (const std::exception& error) {
        spdlog::warn("order {}: the provider's answer was lost: {}", order.log_name(), error.what());
    }
    payment->outcome.set(outcome);
    if (!payment->given_up || !outcome) co_return;
    spdlog::info("order {}: the provider answered after the time limit", order.log_name());
    if (*outcome) {
        Settled settled = co_await settlement_.settle(std::move(order), **outcome);
        if (settled.outcome == SettleOutcome::paid)
            co_await settlement_.finish_payment(std::move(settled.order));
    } else {
        co_await settlement_.decline(std::move(order));
    }
}

Task<CheckoutResult> Checkout::conclude(OrderRecord order, Authorization authorization) {
    Settled settled = co_await settlement_.settle(order, std::move(authorization));
    switch (settled.outcome) {
        case SettleOutcome::seats_gone:
            co_return failure(CheckoutError::seats_gone);
        case SettleOutcome::not_pending:
            co_return std::unexpected(unknown(order));
        case SettleOutcome::paid:
            break;
    }
    CheckoutAnswer answer{settled.order.id, settled.order.response.value_or("")};
    // The buyer need not wait for the capture: the order is theirs, and recovery repeats it until it
    // succeeds.
    const auto executor = co_await asio::this_coro::executor;
    if (settled.order.settlement_due) ports_.tasks.spawn(executor, capture_later(std::move(settled.order)));
    co_return answer;
}

Task<void> Checkout::capture_later(OrderRecord order) {
    const std::string name = order.log_name();
    try {
        co_await settlement_.finish_payment(std::move(order));
    } catch (const std::exception& error) {
        spdlog::warn("order {}: the capture is still due: {}", name, error.what());
    }
}

CheckoutFailure Checkout::unknown(const OrderRecord& order) const {
    const auto left = order.payment_deadline - ports_.clock.now();
    // Soon, as the payment may be there already; after the deadline recovery decides at once.
    const auto wait = std::min(whole_seconds(left), std::chrono::seconds{5});
    return {.error = CheckoutError::payment_unknown, .retry_after = wait};
}

}  // namespace fairgate
