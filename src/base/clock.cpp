#include "base/clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fairgate {

Timestamp SystemClock::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Task<void> SystemClock::sleep_until(Timestamp deadline) {
    // Rounded up, so that now() >= deadline holds afterwards.
    const auto left = deadline - std::chrono::system_clock::now();
    if (left <= left.zero()) co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor, left);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace fairgate
