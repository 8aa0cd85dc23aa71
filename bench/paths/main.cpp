#include "cli/logging.hpp"
#include "paths/hall.hpp"
#include "tool.hpp"

#include <fmt/format.h>
#include <valgrind/callgrind.h>

namespace fairgate::bench {
namespace {

constexpr std::size_t kWarmUp = 50;

/// Counts the instructions of `calls` after as many as it takes to have everything in its place.
void count(Hall& hall, const char* path, std::vector<Call> warm_up, std::vector<Call> calls, int status) {
    hall.make(std::move(warm_up), status);
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    hall.make(std::move(calls), status);
    CALLGRIND_DUMP_STATS_AT(path);
    CALLGRIND_STOP_INSTRUMENTATION;
}

std::vector<Call> repeated(const Call& call, std::size_t count) {
    return std::vector<Call>(count, call);
}

Call json_call(std::string path, std::string body) {
    Call call{http::Verb::post, std::move(path), std::move(body), {}};
    call.fields.set(http::Field::content_type, "application/json");
    return call;
}

/// Each is a new visitor who takes two seats that nobody else asks for.
std::vector<Call> reservations(const Hall& hall, std::size_t first, std::size_t count) {
    std::vector<Call> calls;
    for (std::size_t i = first; i < first + count; ++i) {
        calls.push_back(
            json_call("/api/seats/reserve", fmt::format(R"({{"eventId":"{}","seatIds":["{}","{}"]}})",
                                                        hall.plain_event(), 2 * i, 2 * i + 1)));
    }
    return calls;
}

/// Each is a new visitor who takes the best two seats.
std::vector<Call> best_seats(const Hall& hall, std::size_t count) {
    return repeated(json_call("/api/seats/best-available",
                              fmt::format(R"({{"eventId":"{}","quantity":2}})", hall.plain_event())),
                    count);
}

/// Each is a visitor who has two seats and lets them go.
std::vector<Call> releases(Hall& hall, std::size_t count) {
    std::vector<Call> calls;
    for (std::size_t i = 0; i < count; ++i) {
        Call call = json_call("/api/seats/release", fmt::format(R"({{"eventId":"{}"}})", hall.plain_event()));
        call.fields.set(http::Field::cookie, hall.cookies_after(best_seats(hall, 1).front()));
        calls.push_back(std::move(call));
    }
    return calls;
}

Call map_read(const Hall& hall) {
    Call call{http::Verb::get, fmt::format("/api/events/{}/seats", hall.plain_event()), {}, {}};
    call.fields.set(http::Field::accept_encoding, "gzip");
    return call;
}

/// Of a visitor who has joined.
Call poll(Hall& hall) {
    const std::string room = "/api/queue/" + hall.demanded_event();
    const std::string cookies = hall.cookies_after({http::Verb::post, room + "/join", {}, {}});
    Call call{http::Verb::get, room + "/status", {}, {}};
    call.fields.set(http::Field::cookie, cookies);
    return call;
}

void run(const std::filesystem::path& data, std::size_t calls) {
    Hall hall(data);
    const Call map = map_read(hall);
    count(hall, "map", repeated(map, kWarmUp), repeated(map, calls), 200);
    const Call status = poll(hall);
    count(hall, "poll", repeated(status, kWarmUp), repeated(status, calls), 200);
    count(hall, "reserve", reservations(hall, 0, kWarmUp), reservations(hall, kWarmUp, calls), 200);
    count(hall, "best", best_seats(hall, kWarmUp), best_seats(hall, calls), 200);
    count(hall, "release", releases(hall, kWarmUp), releases(hall, calls), 200);
}

}  // namespace
}  // namespace fairgate::bench

int main(int argc, char** argv) {
    CLI::App app(
        "Reads a seat map, polls a waiting room and reserves seats without sockets, for callgrind to count "
        "(bench/check runs it).");
    std::string data;
    std::size_t calls = 200;
    app.add_option("--data", data, "An empty folder")->required()->check(CLI::ExistingDirectory);
    app.add_option("--calls", calls, "How many of each kind are counted")->capture_default_str();
    return fairgate::bench::run_tool(app, argc, argv, [&] {
        fairgate::cli::set_up_logging("warn");
        fairgate::bench::run(data, calls);
        return 0;
    });
}
