#include "load/visitor.hpp"
#include "tool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

namespace fairgate::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    unsigned short port = 0;
    std::string event;
    unsigned clients = 2000;
    unsigned seats = 50;
};

/// What became of all of them; one thread.
struct Outcome {
    unsigned winners = 0;
    unsigned losers = 0;
    /// Answers that said to come again.
    unsigned refused = 0;
};

constexpr unsigned kHeld = 200;
constexpr unsigned kTaken = 409;
constexpr unsigned kBusy = 503;
/// What a server that has too much to do asks for at least.
constexpr std::chrono::seconds kPauseWhenRefused{1};

/// Asks for a seat until the answer is that it is held or taken.
Task<void> ask(Visitor& visitor, const Options& options, unsigned number, Outcome& outcome) {
    for (;;) {
        const Answer answer = co_await visitor.post(
            "/api/seats/reserve",
            {{"eventId", options.event}, {"seatIds", {std::to_string(number % options.seats)}}});
        if (answer.status == kHeld) {
            ++outcome.winners;
            co_return;
        }
        if (answer.status == kTaken) {
            ++outcome.losers;
            co_return;
        }
        if (answer.status != kBusy) {
            throw std::runtime_error(fmt::format("{} {}", answer.status, answer.body));
        }
        ++outcome.refused;
        asio::steady_timer pause(co_await asio::this_coro::executor, kPauseWhenRefused);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

/// Runs one task a client to the end; throws what one of them throws.
void for_each_client(asio::io_context& loop, unsigned clients,
                     const std::function<Task<void>(unsigned)>& task) {
    std::exception_ptr failure;
    for (unsigned i = 0; i < clients; ++i) {
        asio::co_spawn(loop, task(i), [&failure](std::exception_ptr error) {
            if (error) failure = error;
        });
    }
    loop.restart();
    loop.run();
    if (failure) std::rethrow_exception(failure);
}

void stampede(const Options& options) {
    asio::io_context loop;
    const asio::ip::tcp::endpoint server(asio::ip::address_v4::loopback(), options.port);
    std::vector<std::unique_ptr<Visitor>> visitors;
    for (unsigned i = 0; i < options.clients; ++i) {
        visitors.push_back(std::make_unique<Visitor>(server, loop.get_executor()));
    }
    for_each_client(loop, options.clients, [&](unsigned i) { return visitors[i]->connect(); });
    Outcome outcome;
    const auto began = Clock::now();
    for_each_client(loop, options.clients,
                    [&](unsigned i) { return ask(*visitors[i], options, i, outcome); });
    const std::chrono::duration<double> took = Clock::now() - began;
    fmt::print("{}\n", boost::json::serialize(boost::json::value{{"seconds", took.count()},
                                                                 {"winners", outcome.winners},
                                                                 {"losers", outcome.losers},
                                                                 {"refused", outcome.refused}}));
    if (outcome.winners != options.seats) throw std::runtime_error("not every seat has one winner");
}

}  // namespace
}  // namespace fairgate::bench

int main(int argc, char** argv) {
    CLI::App app("Has many clients ask for the same few seats at once, and waits until all know their lot.");
    fairgate::bench::Options options;
    app.add_option("--port", options.port, "Port of a server on this machine")->required();
    app.add_option("--event", options.event, "Id of an event with all seats available")->required();
    app.add_option("--clients", options.clients)->capture_default_str();
    app.add_option("--seats", options.seats, "Seats that they all ask for, each one of them")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.footer(
        "All are connected before the first one asks. Who is refused for want of time (503) asks again. "
        "Fails "
        "when a seat was not held for exactly one of them.");
    return fairgate::bench::run_tool(app, argc, argv, [&] {
        fairgate::bench::stampede(options);
        return 0;
    });
}
