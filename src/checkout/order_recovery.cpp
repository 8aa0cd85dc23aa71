#include "checkout/order_recovery.hpp"

#include "base/cancellation.hpp"
#include "checkout/time_limit.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace fairgate {

Task<void> OrderRecovery::run() {
    Timestamp overdue_at = Timestamp::max();
    for (;;) {
        try {
            co_await sweep(overdue_at);
        } catch (const std::exception& error) {
            if (was_cancelled(error)) throw;
            spdlog::error("order recovery: {}", error.what());
        }
        co_await ports_.clock.sleep_for(rules_.recovery_interval);
        overdue_at = ports_.clock.now() - rules_.recovery_grace;
    }
}

Task<std::size_t> OrderRecovery::sweep(Timestamp overdue_at) {
    Round round{co_await ports_.orders.open_orders(overdue_at, kOrdersPerRoundMax, left_alone())};
    const std::size_t all = round.orders.size();
    if (all == 0) co_return 0;
    const auto executor = co_await asio::this_coro::executor;
    auto start = [&] { return asio::co_spawn(executor, finish_orders(round), asio::deferred); };
    std::vector<decltype(start())> lanes;
    for (std::size_t lane = 0; lane < std::min(all, kOrdersAtOnceMax); ++lane) lanes.push_back(start());
    auto group = asio::experimental::make_parallel_group(std::move(lanes));
    auto [order, errors] = co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    for (const auto& error : errors) {
        if (error) std::rethrow_exception(error);
    }
    spdlog::info("order recovery: {} of {} orders finished", round.finished, all);
    co_return all - round.finished;
}

/// Takes one order of the round after the other. The provider may be silent about each for as long as it is
/// given, so several of these work beside each other.
Task<void> OrderRecovery::finish_orders(Round& round) {
    while (round.next < round.orders.size()) {
        const OrderRecord& order = round.orders[round.next++];
        const bool finished = co_await try_finish(order);
        if (finished) {
            ++round.finished;
            troubles_.erase(order.id);
        } else {
            note_trouble(order.id);
        }
    }
}

std::vector<OrderId> OrderRecovery::left_alone() {
    const Timestamp now = ports_.clock.now();
    // Somebody else has finished what was not seen for so long.
    std::erase_if(troubles_, [&](const auto& entry) { return now >= entry.second.again_at + kPauseMax; });
    std::vector<OrderId> ids;
    for (const auto& [id, trouble] : troubles_) {
        if (now < trouble.again_at) ids.push_back(id);
    }
    return ids;
}

void OrderRecovery::note_trouble(OrderId id) {
    Trouble& trouble = troubles_[id];
    const Backoff backoff{.first = rules_.recovery_interval, .longest = kPauseMax};
    trouble.again_at = ports_.clock.now() + backoff.pause(++trouble.failures, ports_.random);
}

Task<bool> OrderRecovery::try_finish(OrderRecord order) {
    try {
        if (order.status == OrderStatus::pending) {
            co_await resolve(order);
        } else {
            co_await settlement_.finish_payment(order);
        }
        const auto now = co_await ports_.orders.find(order.id);
        co_return now && now->status != OrderStatus::pending && !now->settlement_due;
    } catch (const std::exception& error) {
        if (was_cancelled(error)) throw;
        // One order's trouble must not keep the others waiting.
        spdlog::warn("order {} stays open: {}", order.log_name(), error.what());
    }
    co_return false;
}

Task<void> OrderRecovery::look_again(OrderId id) {
    auto order = co_await ports_.orders.find(id);
    if (!order) co_return;
    if (order->status == OrderStatus::pending) {
        co_await resolve(std::move(*order));
    } else if (order->settlement_due) {
        co_await settlement_.finish_payment(std::move(*order));
    }
}

Task<std::optional<PaymentRecord>> OrderRecovery::look_up(OrderRecord order) {
    auto found = co_await ports_.provider.find(payment_attempt(order));
    if (found) co_return found;
    if (ports_.clock.now() < order.payment_deadline) co_return std::nullopt;
    PaymentRecord ended = co_await ports_.provider.cancel(payment_attempt(order));
    co_return ended;
}

Task<void> OrderRecovery::resolve(OrderRecord order) {
    auto looked_up = co_await within(ports_.clock, rules_.payment_limit, look_up(order));
    if (!looked_up) throw PaymentOutcomeUnknown("the provider did not answer in time");
    if (!*looked_up) co_return;
    PaymentRecord payment = std::move(**looked_up);
    switch (payment.state) {
        case PaymentState::authorized:
        case PaymentState::captured: {
            Settled settled = co_await settlement_.settle(order, std::move(payment.authorization));
            if (settled.outcome == SettleOutcome::paid)
                co_await settlement_.finish_payment(std::move(settled.order));
            co_return;
        }
        case PaymentState::declined:
        case PaymentState::cancelled:
            co_await settlement_.decline(std::move(order));
            co_return;
        case PaymentState::voided:
            co_await settlement_.cancel(std::move(order));
            co_return;
    }
}

}  // namespace fairgate
