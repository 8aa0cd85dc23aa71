#include "load/pollers.hpp"

#include "load/visitor.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace fairgate::bench {
namespace {

constexpr std::chrono::seconds kPause{1};

/// As browsers do when a server asks for it.
Task<void> pause() {
    asio::steady_timer timer(co_await asio::this_coro::executor, kPause);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

Pollers::Pollers(asio::ip::tcp::endpoint server, const std::vector<std::string>& events, unsigned count,
                 Clock::time_point ends_at)
    : events_(events), ends_at_(ends_at), thread_([this, server, count] { run(server, count); }) {}

const Latencies& Pollers::wait() {
    thread_.join();
    if (failure_) std::rethrow_exception(failure_);
    return latencies_;
}

void Pollers::run(asio::ip::tcp::endpoint server, unsigned count) {
    asio::io_context loop;
    for (unsigned i = 0; i < count; ++i) {
        asio::co_spawn(loop, poll(server), [this](std::exception_ptr error) {
            if (error) failure_ = error;
        });
    }
    loop.run();
}

Task<void> Pollers::poll(asio::ip::tcp::endpoint server) {
    Visitor visitor(server, co_await asio::this_coro::executor);
    while (Clock::now() < ends_at_) {
        const auto& event = events_[event_.load(std::memory_order_relaxed)];
        const auto began = Clock::now();
        const Answer answer = co_await visitor.get(fmt::format("/api/events/{}/seats", event));
        if (answer.status == 200) {
            latencies_.add(Clock::now() - began);
        } else if (answer.status == 503) {
            latencies_.fail();
            co_await pause();
        } else if (first_failure_.empty()) {
            first_failure_ = fmt::format("{} {}", answer.status, answer.body);
        }
    }
}

}  // namespace fairgate::bench
