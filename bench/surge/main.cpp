#include "base/descriptors.hpp"
#include "surge/channel.hpp"
#include "surge/phase.hpp"
#include "tool.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <queue>
#include <system_error>
#include <vector>

namespace fairgate::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
    unsigned short port = 0;
    std::vector<std::string> events;
    std::uint32_t seats_per_event = 0;
    unsigned connections = 15'000;
    unsigned at_a_time = 64;
    bool impatient = false;
    std::vector<std::string> phases;
};

constexpr unsigned kHeld = 200;
constexpr unsigned kPaid = 201;
constexpr unsigned kBusy = 503;
/// Arrivals are looked at this often, so that waiting for them costs nothing.
constexpr std::chrono::microseconds kLookPause{500};

/// A connection and the buyer it plays.
struct Seat {
    /// Empty when the server has closed it.
    std::unique_ptr<Channel> channel;
    Phase* phase = nullptr;
    Clock::time_point planned;
    std::uint64_t pair = 0;
    bool is_paying = false;
};

/// A buyer who was refused keeps the connection for as long as the answer told to wait.
struct Idle {
    Clock::time_point from;
    Seat* seat;
    bool operator<(const Idle& other) const { return from > other.from; }
};

/// All buyers, on one thread. A buyer takes two neighbouring seats that nobody else asks for and pays for
/// them, or is refused for want of time and goes away.
class Surge {
  public:
    explicit Surge(const Options& options);

    void play(Phase& phase);

    const std::string& first_failure() const { return first_failure_; }

  private:
    bool come(Phase& phase, Clock::time_point planned);
    Seat* free_connection();
    void connect(Seat& seat);
    void reserve(Seat& seat);
    void pay(Seat& seat, const Reply& reply);
    void receive(Clock::duration pause);
    void answered(Seat& seat, const Reply& reply);
    void fail(Seat& seat, const std::string& why);
    void leave(Seat& seat, std::chrono::seconds until);
    std::uint64_t next_pair();
    const std::string& event_of(std::uint64_t pair) const {
        return options_.events[pair / (options_.seats_per_event / 2)];
    }

    const Options& options_;
    const int poll_;
    Phase* now_ = nullptr;
    std::deque<Seat> connections_;
    std::priority_queue<Idle> idle_;
    /// Those refused leave their seats to others.
    std::vector<std::uint64_t> left_pairs_;
    std::uint64_t pairs_ = 0;
    std::string first_failure_;
};

/// Fans have the page open before they buy.
Surge::Surge(const Options& options)
    : options_(options), poll_(epoll_create1(EPOLL_CLOEXEC)), connections_(options.connections) {
    for (Seat& seat : connections_) {
        connect(seat);
        idle_.push({Clock::now(), &seat});
    }
}

void Surge::connect(Seat& seat) {
    seat.channel = std::make_unique<Channel>(options_.port);
    epoll_event interest{.events = EPOLLIN, .data = {.ptr = &seat}};
    epoll_ctl(poll_, EPOLL_CTL_ADD, seat.channel->handle(), &interest);
}

void Surge::play(Phase& phase) {
    now_ = &phase;
    const auto began = Clock::now();
    const auto end =
        began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(phase.seconds));
    const auto due = [&] {
        const std::chrono::duration<double> passed = std::min(Clock::now(), end) - began;
        return static_cast<std::uint64_t>(passed.count() * phase.rate);
    };
    while (Clock::now() < end) {
        if (phase.rate > 0) {
            for (const auto upto = due(); phase.came < upto;) {
                const std::chrono::duration<double> offset(static_cast<double>(phase.came) / phase.rate);
                come(phase, began + std::chrono::duration_cast<Clock::duration>(offset));
            }
        } else {
            while (connections_.size() - idle_.size() < options_.at_a_time && come(phase, Clock::now())) {
            }
        }
        receive(kLookPause);
    }
}

/// False when there is no connection for the buyer.
bool Surge::come(Phase& phase, Clock::time_point planned) {
    ++phase.came;
    Seat* seat = free_connection();
    if (!seat) {
        ++phase.unsent;
        return false;
    }
    seat->phase = &phase;
    seat->planned = planned;
    try {
        reserve(*seat);
    } catch (const std::system_error&) {
        // The server has closed what lay idle for long.
        left_pairs_.push_back(seat->pair);
        connect(*seat);
        reserve(*seat);
    }
    return true;
}

/// Null when there is none.
Seat* Surge::free_connection() {
    if (idle_.empty() || idle_.top().from > Clock::now()) return nullptr;
    Seat* seat = idle_.top().seat;
    idle_.pop();
    if (!seat->channel) connect(*seat);
    return seat;
}

std::uint64_t Surge::next_pair() {
    if (!left_pairs_.empty()) {
        const auto pair = left_pairs_.back();
        left_pairs_.pop_back();
        return pair;
    }
    if (pairs_ >= options_.events.size() * (options_.seats_per_event / 2))
        throw std::runtime_error("all is sold");
    return pairs_++;
}

void Surge::reserve(Seat& seat) {
    seat.pair = next_pair();
    seat.is_paying = false;
    const auto first = seat.pair % (options_.seats_per_event / 2) * 2;
    seat.channel->post(
        "/api/seats/reserve", {},
        fmt::format(R"({{"eventId":"{}","seatIds":["{}","{}"]}})", event_of(seat.pair), first, first + 1));
}

void Surge::pay(Seat& seat, const Reply& reply) {
    const std::string cookie(reply.cookie);
    seat.is_paying = true;
    seat.planned = Clock::now();
    seat.channel->post(
        "/api/checkout", cookie,
        fmt::format(
            R"({{"eventId":"{}","idempotencyKey":"surge-{:08}","email":"ann@example.org","paymentMethod":)"
            R"({{"type":"card","number":"4242424242424242","expMonth":12,"expYear":2040,"cvc":"123"}}}})",
            event_of(seat.pair), seat.pair));
}

void Surge::receive(Clock::duration pause) {
    std::array<epoll_event, 256> events;
    const timespec wait{.tv_sec = 0, .tv_nsec = std::chrono::nanoseconds(pause).count()};
    const int ready = epoll_pwait2(poll_, events.data(), events.size(), &wait, nullptr);
    for (int i = 0; i < ready; ++i) {
        Seat& seat = *static_cast<Seat*>(events[static_cast<std::size_t>(i)].data.ptr);
        try {
            const auto reply = seat.channel->receive();
            if (reply) answered(seat, *reply);
        } catch (const std::runtime_error& error) {
            seat.channel.reset();
            if (seat.phase) fail(seat, error.what());
        }
    }
}

void Surge::answered(Seat& seat, const Reply& reply) {
    const auto took = Clock::now() - seat.planned;
    if (!seat.is_paying && reply.status == kHeld) {
        seat.phase->reserve.add(took);
        return pay(seat, reply);
    }
    if (!seat.is_paying && reply.status == kBusy) {
        seat.phase->refusals.add(took);
        left_pairs_.push_back(seat.pair);
        leave(seat, std::chrono::seconds{options_.impatient ? 0 : reply.retry_after_seconds});
    } else if (seat.is_paying && reply.status == kPaid) {
        seat.phase->pay.add(took);
        ++now_->finished;
        leave(seat, std::chrono::seconds{0});
    } else {
        fail(seat, fmt::format("{} {}", reply.status, reply.body));
    }
}

void Surge::fail(Seat& seat, const std::string& why) {
    ++seat.phase->failures;
    if (first_failure_.empty()) first_failure_ = why;
    leave(seat, std::chrono::seconds{0});
}

/// The connection is another buyer's, or the same one's who comes back.
void Surge::leave(Seat& seat, std::chrono::seconds until) {
    seat.phase = nullptr;
    idle_.push({Clock::now() + until, &seat});
}

int surge(const Options& options) {
    raise_descriptor_limit(options.connections + 64);
    std::deque<Phase> phases;
    for (const auto& text : options.phases) phases.push_back(Phase::parse(text));
    Surge surge(options);
    for (auto& phase : phases) surge.play(phase);
    for (const auto& phase : phases) fmt::print("{}\n", phase.line());
    if (!surge.first_failure().empty()) fmt::print(stderr, "first failure: {}\n", surge.first_failure());
    return surge.first_failure().empty() ? 0 : 1;
}

}  // namespace
}  // namespace fairgate::bench

int main(int argc, char** argv) {
    CLI::App app(
        "Sends buyers at rates that do not ask how fast the server is, and prints a line of JSON a phase.");
    fairgate::bench::Options options;
    app.add_option("--port", options.port, "Port of a server on this machine")->required();
    app.add_option("--event", options.events, "Id of an event on sale; used up one after the other")
        ->required();
    app.add_option("--seats", options.seats_per_event, "Seats of each of these events")->required();
    app.add_option("--phase", options.phases,
                   "NAME:RATE:SECONDS, buyers a second; rate 0 for as many as are answered")
        ->required();
    app.add_option("--connections", options.connections, "Connections that are open, from the beginning")
        ->capture_default_str();
    app.add_option("--at-a-time", options.at_a_time, "Buyers at a time where the rate is 0")
        ->capture_default_str();
    app.add_flag("--impatient", options.impatient,
                 "Who is refused does not wait for as long as Retry-After says");
    app.footer(
        "Latencies count from the moment a buyer was to come, or meant to pay. Whoever is refused (503) goes "
        "away and keeps the connection for as long as Retry-After says; who finds none goes away unheard. "
        "Fails when any other answer is not a success.");
    return fairgate::bench::run_tool(app, argc, argv, [&] { return fairgate::bench::surge(options); });
}
