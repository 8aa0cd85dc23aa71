#pragma once

#include "base/task.hpp"
#include "load/report.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <string>
#include <thread>
#include <vector>

namespace fairgate::bench {

/// Fans who look at the whole seat map of the event on sale again and again without a pause, and take it
/// compressed, as browsers do. On a thread of their own, so that reading maps does not keep the buyers
/// waiting.
class Pollers {
  public:
    using Clock = std::chrono::steady_clock;

    /// Begins at once with the first of `events`, which must outlive this.
    Pollers(boost::asio::ip::tcp::endpoint server, const std::vector<std::string>& events, unsigned count,
            Clock::time_point ends_at);

    /// The sale has come to `events[event]`. From any thread.
    void look_at(std::size_t event) { event_.store(event, std::memory_order_relaxed); }

    /// Waits for the end: those answered, and as failures those refused for now, each of which is followed by
    /// a pause. Throws what went wrong with a connection.
    const Latencies& wait();

    /// The first answer that was neither; empty when there was none. After `wait`.
    const std::string& first_failure() const { return first_failure_; }

  private:
    void run(boost::asio::ip::tcp::endpoint server, unsigned count);
    Task<void> poll(boost::asio::ip::tcp::endpoint server);

    const std::vector<std::string>& events_;
    const Clock::time_point ends_at_;
    std::atomic<std::size_t> event_ = 0;
    Latencies latencies_;
    std::string first_failure_;
    std::exception_ptr failure_;
    std::jthread thread_;
};

}  // namespace fairgate::bench
