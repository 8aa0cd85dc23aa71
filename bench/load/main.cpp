#include "load/pollers.hpp"
#include "load/report.hpp"
#include "load/visitor.hpp"
#include "tool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <exception>
#include <optional>

namespace fairgate::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    std::vector<unsigned short> ports;
    std::string scenario = "reserve";
    std::vector<std::string> events;
    std::uint32_t seats_per_event = 0;
    unsigned connections = 64;
    unsigned pollers = 0;
    double seconds = 10;
    bool until_sold = false;
};

/// What all connections share; one thread.
struct Run {
    const Options& options;
    Clock::time_point ends_at;
    std::uint64_t next_pair = 0;
    std::optional<Pollers> pollers;
    Latencies reserve;
    Latencies pay;
    std::string first_failure;
    bool sold_out = false;
};

constexpr unsigned kSeatsPerReservation = 2;
constexpr unsigned kBusy = 503;
/// What a server that has too much to do asks for at least.
constexpr std::chrono::seconds kPauseWhenRefused{1};

/// The event and the first of two neighbouring seats that nobody has asked for; `sold_out` when none is left.
std::optional<std::pair<std::string, std::uint32_t>> next_seats(Run& run) {
    const auto pairs_per_event = run.options.seats_per_event / kSeatsPerReservation;
    const auto pair = run.next_pair++;
    const auto event = pair / pairs_per_event;
    if (event >= run.options.events.size()) {
        run.sold_out = true;
        return std::nullopt;
    }
    if (run.pollers) run.pollers->look_at(event);
    return std::pair{run.options.events[event],
                     static_cast<std::uint32_t>(pair % pairs_per_event * kSeatsPerReservation)};
}

Task<bool> timed_post(Run& run, Latencies& latencies, Visitor& visitor, std::string path,
                      boost::json::value body) {
    const auto began = Clock::now();
    const Answer answer = co_await visitor.post(std::move(path), std::move(body));
    if (answer.status == kBusy) {
        latencies.refuse();
        asio::steady_timer pause(co_await asio::this_coro::executor, kPauseWhenRefused);
        co_await pause.async_wait(asio::use_awaitable);
        co_return false;
    }
    latencies.add(Clock::now() - began);
    if (answer.status == 200 || answer.status == 201) co_return true;
    latencies.fail();
    if (run.first_failure.empty()) run.first_failure = fmt::format("{} {}", answer.status, answer.body);
    co_return false;
}

asio::ip::tcp::endpoint node(const Options& options, unsigned number) {
    return {asio::ip::address_v4::loopback(), options.ports[number % options.ports.size()]};
}

Task<void> play(Run& run, unsigned number) {
    Visitor visitor(node(run.options, number), co_await asio::this_coro::executor);
    for (std::uint64_t turn = 0; Clock::now() < run.ends_at; ++turn) {
        const auto seats = next_seats(run);
        if (!seats) co_return;
        visitor.forget();
        const auto& [event, seat] = *seats;
        const bool held = co_await timed_post(
            run, run.reserve, visitor, "/api/seats/reserve",
            {{"eventId", event}, {"seatIds", {std::to_string(seat), std::to_string(seat + 1)}}});
        if (!held || run.options.scenario != "purchase") continue;
        co_await timed_post(run, run.pay, visitor, "/api/checkout",
                            {{"eventId", event},
                             {"idempotencyKey", fmt::format("bench-{}-{}-{}", event, number, turn)},
                             {"email", "ann@example.org"},
                             {"paymentMethod",
                              {{"type", "card"},
                               {"number", "4242424242424242"},
                               {"expMonth", 12},
                               {"expYear", 2040},
                               {"cvc", "123"}}}});
    }
}

void report_polls(Run& run, std::chrono::duration<double> took) {
    fmt::print("{}\n", report_line("poll", run.pollers->wait(), took));
    if (run.first_failure.empty()) run.first_failure = run.pollers->first_failure();
}

int load(const Options& options) {
    asio::io_context loop;
    const auto began = Clock::now();
    Run run{options, began + std::chrono::duration_cast<Clock::duration>(
                                 std::chrono::duration<double>(options.seconds))};
    std::exception_ptr failure;
    if (options.pollers > 0)
        run.pollers.emplace(node(options, 0), options.events, options.pollers, run.ends_at);
    for (unsigned i = 0; i < options.connections; ++i) {
        asio::co_spawn(loop, play(run, i), [&failure](std::exception_ptr error) {
            if (error) failure = error;
        });
    }
    loop.run();
    if (failure) std::rethrow_exception(failure);
    const std::chrono::duration<double> took = Clock::now() - began;
    if (run.pollers) report_polls(run, took);
    fmt::print("{}\n", report_line("reserve", run.reserve, took));
    if (options.scenario == "purchase") fmt::print("{}\n", report_line("pay", run.pay, took));
    if (!run.first_failure.empty()) fmt::print(stderr, "first failure: {}\n", run.first_failure);
    const bool too_few = run.sold_out && !options.until_sold;
    if (too_few) fmt::print(stderr, "all seats were asked for before the time was over\n");
    return run.first_failure.empty() && !too_few ? 0 : 1;
}

}  // namespace
}  // namespace fairgate::bench

int main(int argc, char** argv) {
    CLI::App app(
        "Reserves seats, or buys them, as fast as the server answers, and prints a line of JSON a call.");
    fairgate::bench::Options options;
    app.add_option("--port", options.ports,
                   "Port of a server on this machine; visitors are spread over several")
        ->required();
    app.add_option("--scenario", options.scenario, "reserve, or purchase: reserve and pay")
        ->check(CLI::IsMember({"reserve", "purchase"}))
        ->capture_default_str();
    app.add_option("--event", options.events, "Id of an event on sale; used up one after the other")
        ->required();
    app.add_option("--seats", options.seats_per_event, "Seats of each of these events")->required();
    app.add_option("--connections", options.connections, "Visitors at a time")->capture_default_str();
    app.add_option("--pollers", options.pollers, "Fans who do nothing but look at the event's seat map")
        ->capture_default_str();
    app.add_option("--seconds", options.seconds)->capture_default_str();
    app.add_flag("--until-sold", options.until_sold, "End sooner when all seats have been asked for");
    app.footer(
        "Each turn is a new visitor who takes two seats that nobody else asks for. A visitor who is refused "
        "for want of time (503) gives up and is counted apart. Fails when any other answer is not a "
        "success.");
    return fairgate::bench::run_tool(app, argc, argv, [&] { return fairgate::bench::load(options); });
}
