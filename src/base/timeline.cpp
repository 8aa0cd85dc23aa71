#include "base/timeline.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fairgate {

Task<void> Timeline::reach(std::chrono::microseconds moment) const {
    const auto deadline = begin_ + moment;
    if (deadline <= std::chrono::steady_clock::now()) co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor, deadline);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace fairgate
