#pragma once

#include "rehearsal/connections.hpp"
#include "rehearsal/taste.hpp"

#include <atomic>

namespace fairgate::rehearsal {

/// How fans behave. Percentages of all fans.
struct Manners {
    /// Half of the fans think less than that long before each step, and three times as long before paying.
    std::chrono::microseconds think_median = std::chrono::seconds{3};
    /// Let the seats go again, or just close the page, instead of paying.
    unsigned abandon_percent = 12;
    /// Come with a card that is declined; half of them have another one.
    unsigned decline_percent = 6;
    /// Let the server choose seats.
    unsigned best_available_percent = 20;
    /// How often a fan tries for seats that somebody else was faster with.
    unsigned tries_max = 8;
    /// How long a fan stays in a waiting room.
    std::chrono::microseconds patience = std::chrono::hours{1};
};

/// What all fans of a run have in common. Outlives them; immutable.
struct Scenario {
    std::string authority;
    EventId event;
    Taste taste;
    bool has_room = false;
    /// Without it fans only reserve: the server takes no test cards.
    bool pays = true;
    unsigned seats_max = 6;
    Manners manners;
    std::uint64_t seed = 0;
    /// Another one in every run: a seed that is played again makes new purchases, not the old ones again.
    std::uint64_t run_id = 0;
    /// When tickets can be had; 0 when they can already.
    std::chrono::microseconds opens_at{0};
    /// When everybody goes home.
    std::chrono::microseconds ends_at{0};
};

/// What a run has come to, for who watches it. Thread-safe.
struct Progress {
    std::atomic<std::uint64_t> arrived = 0;
    std::atomic<std::uint64_t> gone = 0;
    std::atomic<std::uint64_t> waiting = 0;
    std::atomic<std::uint64_t> calls = 0;
    std::atomic<std::uint64_t> failures = 0;
    std::atomic<std::uint64_t> seats_sold = 0;
    /// When tickets can be had, set before the fans come; 0 when they can already.
    std::chrono::microseconds opens_at{0};
};

}  // namespace fairgate::rehearsal
