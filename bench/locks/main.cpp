#include "adapters/redis/redis_seat_locks.hpp"
#include "base/clock.hpp"
#include "tool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace fairgate::bench {
namespace {

struct Options {
    std::string redis;
    unsigned callers = 64;
    unsigned threads = 1;
    double seconds = 10;
};

constexpr unsigned kSeatsPerCall = 2;

/// Takes seats that nobody else asks for, as the server does for a reservation, on a loop a thread.
class Turnstile {
  public:
    explicit Turnstile(const Options& options)
        : ends_at_(std::chrono::steady_clock::now() +
                   std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                       std::chrono::duration<double>(options.seconds))),
          loops_(options.threads),
          client_({.address = redis::parse_address(options.redis)}, executors(), clock_, random_),
          locks_(client_, [](EventId, SeatIndex) { return false; }),
          calls_going_(options.callers) {
        client_.start();
        for (unsigned i = 0; i < options.callers; ++i) {
            asio::co_spawn(loops_[i % loops_.size()], take_seats(), [this](std::exception_ptr error) {
                if (error) std::terminate();
                if (--calls_going_ == 0) close();
            });
        }
    }

    /// Returns how many calls took their seats.
    std::uint64_t run() {
        std::vector<std::jthread> threads;
        for (auto& loop : loops_) threads.emplace_back([&loop] { loop.run(); });
        threads.clear();
        if (lost_ > 0)
            throw std::runtime_error(fmt::format("{} calls did not take their seats", lost_.load()));
        const auto failures = client_.figures().failures.load();
        if (failures > 0) throw std::runtime_error(fmt::format("Redis failed {} calls", failures));
        return taken_;
    }

  private:
    std::vector<asio::any_io_executor> executors() {
        std::vector<asio::any_io_executor> all;
        for (auto& loop : loops_) all.emplace_back(loop.get_executor());
        return all;
    }

    Task<void> take_seats() {
        const EventId event = EventId::make(clock_.now(), random_);
        // While Redis is away, everybody gets every lock.
        while (!client_.trouble().empty()) co_await clock_.sleep_for(std::chrono::milliseconds{1});
        while (std::chrono::steady_clock::now() < ends_at_) {
            const Timestamp now = clock_.now();
            const SeatIndex first = next_seat_.fetch_add(kSeatsPerCall);
            const LockOwner owner{HoldId::make(now, random_), SessionId::make(now, random_)};
            const LockResult result = co_await locks_.acquire(event, {first, first + 1}, owner, now,
                                                              now + std::chrono::minutes{10});
            ++(result.acquired.size() == kSeatsPerCall ? taken_ : lost_);
        }
    }

    void close() {
        asio::co_spawn(loops_.front(), client_.close(), [](std::exception_ptr error) {
            if (error) std::terminate();
        });
    }

    const std::chrono::steady_clock::time_point ends_at_;
    SystemClock clock_;
    SystemRandom random_;
    std::vector<asio::io_context> loops_;
    redis::Client client_;
    redis::RedisSeatLocks locks_;
    std::atomic<unsigned> calls_going_;
    std::atomic<std::uint32_t> next_seat_ = 0;
    std::atomic<std::uint64_t> taken_ = 0;
    std::atomic<std::uint64_t> lost_ = 0;
};

void run(const Options& options) {
    Turnstile turnstile(options);
    const auto began = std::chrono::steady_clock::now();
    const auto taken = turnstile.run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print("{}\n", boost::json::serialize(boost::json::value{
                           {"calls", taken}, {"perSecond", static_cast<double>(taken) / took.count()}}));
}

}  // namespace
}  // namespace fairgate::bench

int main(int argc, char** argv) {
    CLI::App app("Takes the locks of two seats at a time in Redis, as fast as it answers.");
    fairgate::bench::Options options;
    app.add_option("--redis", options.redis, "Address of the server")->required();
    app.add_option("--callers", options.callers, "Calls at a time")->capture_default_str();
    app.add_option("--threads", options.threads)->check(CLI::PositiveNumber)->capture_default_str();
    app.add_option("--seconds", options.seconds)->capture_default_str();
    return fairgate::bench::run_tool(app, argc, argv, [&] {
        fairgate::bench::run(options);
        return 0;
    });
}
