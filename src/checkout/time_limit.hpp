#pragma once

#include "base/clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>

namespace fairgate {

/// What `task` returns, or nothing when `limit` passes first; then `task` is cancelled at its next wait. What
/// `task` throws is thrown here. `T` must be default constructible.
template <class T>
Task<std::optional<T>> within(Clock& clock, std::chrono::milliseconds limit, Task<T> task) {
    const auto executor = co_await asio::this_coro::executor;
    auto race = asio::experimental::make_parallel_group(
        asio::co_spawn(executor, std::move(task), asio::deferred),
        asio::co_spawn(executor, clock.sleep_for(limit), asio::deferred));
    auto [order, error, value, timer_error] =
        co_await race.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    // The loser may still have finished before its cancellation reached it.
    if (!error) co_return std::move(value);
    if (order[0] == 0) std::rethrow_exception(error);
    if (timer_error) std::rethrow_exception(timer_error);
    co_return std::nullopt;
}

}  // namespace fairgate
