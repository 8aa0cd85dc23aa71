#include "checkout/settlement.hpp"

#include "checkout/order_paid.hpp"
#include "checkout/time_limit.hpp"

#include <spdlog/spdlog.h>

namespace fairgate {
namespace {

/// Not a reason to fail: whatever it says, the store is asked next.
void log_lost_answer(OrderId order, const std::string& trace, const std::exception& error) {
    spdlog::warn("order {}{}: the answer of a commit was lost: {}", order.text(), trace_note(trace),
                 error.what());
}

Task<bool> finished(Task<void> call) {
    co_await std::move(call);
    co_return true;
}

}  // namespace

Task<void> Settlement::in_time(Task<void> call) {
    const auto done = co_await within(ports_.clock, rules_.payment_limit, finished(std::move(call)));
    if (!done) throw PaymentOutcomeUnknown("the provider did not answer in time");
}

Task<Sale> Settlement::make_sale(OrderRecord order, Authorization authorization) {
    const EventPtr event = co_await ports_.catalog.find(order.event);
    if (!event) throw std::runtime_error("the event of order " + order.id.text() + " is missing");
    order.status = OrderStatus::paid;
    order.payment_id = authorization.payment_id;
    order.card_last_four = authorization.card_last_four;
    auto summary =
        event_summary(*event, ports_.catalog.status_of(*event), rules_.fees, ports_.available(order.event));
    const OrderPaid message{order.id,       order.event,
                            order.email,    order.total_amount,
                            order.currency, static_cast<std::uint32_t>(order.items.size())};
    co_return Sale{.order = order.id,
                   .event = order.event,
                   .seats = order.seats(),
                   .attempt = order.attempt,
                   .payment_id = std::move(authorization.payment_id),
                   .card_last_four = std::move(authorization.card_last_four),
                   .response = to_json_text(order_view(order, *event, std::move(summary))),
                   .message = to_json_text(message),
                   .first_ticket = TicketId::make(ports_.clock.now(), ports_.random),
                   .trace = std::move(order.trace)};
}

Task<std::optional<CompleteResult>> Settlement::try_complete(Sale sale) {
    const OrderId order = sale.order;
    const std::string trace = sale.trace;
    try {
        CompleteResult result = co_await ports_.orders.complete(std::move(sale), ports_.clock.now());
        co_return result;
    } catch (const std::exception& error) {
        log_lost_answer(order, trace, error);
    }
    co_return std::nullopt;
}

Task<CompleteResult> Settlement::complete_surely(Sale sale) {
    auto result = co_await try_complete(sale);
    if (result) co_return std::move(*result);
    // Whether it was committed is unknown. Asking again is the same as looking first: a paid order answers
    // `not_pending` with its record, a pending one is completed now. New tickets, in case their ids were the
    // trouble.
    sale.first_ticket = TicketId::make(ports_.clock.now(), ports_.random);
    auto found = co_await ports_.orders.find(sale.order);
    if (found && found->status == OrderStatus::paid) {
        co_return CompleteResult{CompleteOutcome::not_pending, std::move(*found), {}};
    }
    CompleteResult second = co_await ports_.orders.complete(std::move(sale), ports_.clock.now());
    co_return second;
}

Task<Settled> Settlement::settle(OrderRecord order, Authorization authorization) {
    Sale sale = co_await make_sale(order, authorization);
    CompleteResult result = co_await complete_surely(sale);
    if (result.outcome == CompleteOutcome::seats_gone) {
        // The hold may just have run out with nobody else there yet.
        sale.take_free_seats = true;
        result = co_await complete_surely(std::move(sale));
    }
    switch (result.outcome) {
        case CompleteOutcome::paid: {
            OrderRecord paid = result.order;
            co_await after_sale(std::move(result));
            co_return Settled{SettleOutcome::paid, std::move(paid)};
        }
        case CompleteOutcome::not_pending: {
            Settled ended = co_await settle_ended(std::move(result.order), std::move(authorization));
            co_return ended;
        }
        case CompleteOutcome::seats_gone:
            break;
    }
    Settled given_back = co_await give_back(std::move(order), std::move(authorization));
    co_return given_back;
}

Task<Settled> Settlement::settle_ended(OrderRecord ended, Authorization authorization) {
    if (ended.payment_id == authorization.payment_id && ended.status == OrderStatus::paid) {
        co_return Settled{SettleOutcome::paid, std::move(ended)};
    }
    co_await in_time(ports_.provider.void_payment(std::move(authorization.payment_id)));
    co_return Settled{SettleOutcome::not_pending, std::move(ended)};
}

/// The store decides before the provider hears of it: seats may be free again a moment later, and whoever
/// settles the same order then would sell them for money that is on its way back.
Task<Settled> Settlement::give_back(OrderRecord order, Authorization authorization) {
    const EndResult cancelled = co_await ports_.orders.cancel(order.id, order.attempt, ports_.clock.now());
    if (!cancelled) {
        auto found = co_await ports_.orders.find(order.id);
        if (!found) throw std::runtime_error("order " + order.id.text() + " is missing");
        Settled ended = co_await settle_ended(std::move(*found), std::move(authorization));
        co_return ended;
    }
    ports_.changes.publish(order.event, *cancelled);
    co_await in_time(ports_.provider.void_payment(std::move(authorization.payment_id)));
    co_await ports_.orders.mark_settled(order.id, ports_.clock.now());
    order.status = OrderStatus::cancelled;
    co_return Settled{SettleOutcome::seats_gone, std::move(order)};
}

Task<void> Settlement::after_sale(CompleteResult result) {
    const OrderRecord& order = result.order;
    if (ports_.message_committed) ports_.message_committed();
    ports_.changes.publish(order.event, result.changes);
    try {
        co_await ports_.answers.put(
            order.idempotency_key,
            CachedAnswer{order.id, order.session, order.event, order.hold, order.response.value_or("")},
            ports_.clock.now());
        co_await ports_.locks.release(order.event, order.seats(), order.hold);
    } catch (const std::exception& error) {
        // Both only save time: the order is safe.
        spdlog::warn("order {}: cleaning up after the sale failed: {}", order.log_name(), error.what());
    }
}

Task<void> Settlement::decline(OrderRecord order) {
    const EndResult ended = co_await ports_.orders.decline(order.id, order.attempt, ports_.clock.now());
    if (ended) ports_.changes.publish(order.event, *ended);
}

Task<void> Settlement::cancel(OrderRecord order) {
    const EndResult ended = co_await ports_.orders.cancel(order.id, order.attempt, ports_.clock.now());
    if (!ended) co_return;
    ports_.changes.publish(order.event, *ended);
    co_await ports_.orders.mark_settled(order.id, ports_.clock.now());
}

Task<void> Settlement::finish_payment(OrderRecord order) {
    if (order.status == OrderStatus::cancelled) {
        co_await in_time(void_if_authorized(payment_attempt(order)));
    } else {
        if (!order.payment_id) co_return;
        co_await in_time(ports_.provider.capture(*order.payment_id));
    }
    co_await ports_.orders.mark_settled(order.id, ports_.clock.now());
}

Task<void> Settlement::void_if_authorized(PaymentAttempt attempt) {
    PaymentRecord payment = co_await ports_.provider.cancel(std::move(attempt));
    switch (payment.state) {
        case PaymentState::authorized:
        case PaymentState::captured:
            // Of one that was captured by hand the provider says that it cannot.
            co_await ports_.provider.void_payment(std::move(payment.authorization.payment_id));
            break;
        case PaymentState::voided:
        case PaymentState::declined:
        case PaymentState::cancelled:
            break;
    }
}

}  // namespace fairgate
