#pragma once

// The waiting room's types on the wire. Places are counted from 1, times of waiting are whole seconds.

#include "base/json.hpp"

namespace fairgate::api {

BOOST_DEFINE_ENUM_CLASS(QueueState, queued, active, not_in_queue)

/// Of the whole room. `sold_out`: no seat can be had now, but who stays may get one that comes back.
BOOST_DEFINE_ENUM_CLASS(RoomPhase, before_draw, open, paused, sold_out, closed)

/// Some computing that joining costs: find a decimal number so that SHA-256 of `text`, "." and the number
/// begins with so many zero bits. That line is the proof.
struct WorkChallenge {
    std::string text;
    std::uint32_t bits = 0;
};
BOOST_DESCRIBE_STRUCT(WorkChallenge, (), (text, bits))

/// A value of a public source of randomness that nobody knew before the list was closed.
struct DrawBeacon {
    /// Where to look it up, as the organizer has named it in advance.
    std::string source;
    std::uint64_t round = 0;
    /// Until then the draw waits for the value; after that it goes by the seed alone.
    Timestamp wait_until;
    /// Lower-case hexadecimal; absent until it is there, and for good when it did not come in time.
    std::optional<std::string> value;
};
BOOST_DESCRIBE_STRUCT(DrawBeacon, (), (source, round, wait_until, value))

/// Where one visitor stands in the waiting room of an event.
struct QueueStatus {
    EventId event_id;
    QueueState status = QueueState::not_in_queue;
    RoomPhase phase = RoomPhase::before_draw;
    /// Places are for accounts alone, one each: who joins must be logged in.
    bool accounts_only = false;
    /// 1 is next; 0 while there is no place: before the draw, or outside the queue. Never goes up.
    std::uint32_t position = 0;
    /// The upper end of the range, in whole minutes.
    std::uint32_t estimated_wait = 0;
    std::uint32_t estimated_wait_min = 0;
    /// How many wait in the room.
    std::uint32_t waiting = 0;
    /// Seats that can be had now.
    std::uint32_t seats_left = 0;
    /// It is this visitor's turn: entering begins the shopping window.
    bool can_enter = false;
    /// The turn is kept until then.
    std::optional<Timestamp> claim_until;
    std::optional<Timestamp> window_ends_at;
    /// The on-sale second.
    Timestamp opens_at;
    Timestamp server_now;
    /// When to ask again.
    std::uint32_t poll_after_ms = 0;
    /// Stands for this visitor in the published draw, also after the purchase: 32 characters of lower-case
    /// hexadecimal that tell nothing about the person.
    std::string entrant_id;
    /// SHA-256 of the draw's seed, lower-case hexadecimal.
    std::string commitment;
    /// What the draw takes in besides the seed; absent once it has taken place.
    std::optional<DrawBeacon> beacon;
    /// Signed proof of having joined: a line of text to keep.
    std::optional<std::string> receipt;
    /// To be solved before joining, where the operator asks for that. Good for ten minutes.
    std::optional<WorkChallenge> challenge;
};
BOOST_DESCRIBE_STRUCT(QueueStatus, (),
                      (event_id, status, phase, accounts_only, position, estimated_wait, estimated_wait_min,
                       waiting, seats_left, can_enter, claim_until, window_ends_at, opens_at, server_now,
                       poll_after_ms, entrant_id, commitment, beacon, receipt, challenge))

struct JoinQueueRequest {
    /// The answer to the challenge of the status, where there is one.
    std::optional<std::string> proof;
    /// Opens the shop before the sale: the answer is that of a shopping window.
    std::optional<std::string> access_code;
};
BOOST_DESCRIBE_STRUCT(JoinQueueRequest, (), (proof, access_code))

/// All that anybody needs to check the order of the queue; see docs/fairness.md. Seed and entrants are absent
/// until the draw.
struct QueueDraw {
    EventId event_id;
    /// "hmac-sha256".
    std::string algorithm;
    std::string commitment;
    Timestamp draw_at;
    bool drawn = false;
    std::optional<std::string> seed;
    std::optional<DrawBeacon> beacon;
    /// In the order of the draw.
    std::optional<std::vector<std::string>> entrants;
};
BOOST_DESCRIBE_STRUCT(QueueDraw, (),
                      (event_id, algorithm, commitment, draw_at, drawn, seed, beacon, entrants))

/// One point of the operator's chart.
struct RoomMoment {
    Timestamp at;
    std::uint32_t waiting = 0;
    std::uint32_t active = 0;
    /// Since the room opened.
    std::uint32_t admitted = 0;
};
BOOST_DESCRIBE_STRUCT(RoomMoment, (), (at, waiting, active, admitted))

/// What an operator sees of a room.
struct RoomOverview {
    RoomPhase phase = RoomPhase::before_draw;
    std::uint32_t waiting = 0;
    /// Turns that are kept, and shopping windows.
    std::uint32_t active = 0;
    /// Whose turn it was since the room opened.
    std::uint32_t admitted = 0;
    std::uint32_t admitted_per_minute = 0;
    /// Left, or did not take their turn.
    std::uint32_t abandoned = 0;
    std::uint32_t seats_left = 0;
    /// Never more are active at once.
    std::uint32_t shoppers_max = 0;
    /// Absent: as fast as shoppers leave.
    std::optional<std::uint32_t> rate_per_minute;
    bool paused = false;
    /// Places are for accounts alone, one each.
    bool accounts_only = false;
    /// The draw takes it in.
    std::optional<DrawBeacon> beacon;
    /// The list of the draw is closed, and its order waits for the beacon.
    bool awaits_beacon = false;
    std::vector<RoomMoment> history;
};
BOOST_DESCRIBE_STRUCT(RoomOverview, (),
                      (phase, waiting, active, admitted, admitted_per_minute, abandoned, seats_left,
                       shoppers_max, rate_per_minute, paused, accounts_only, beacon, awaits_beacon, history))

/// What the beacon of a room's draw has said. Taken once, after the on-sale second.
struct SetBeaconRequest {
    /// Hexadecimal, as it was published: up to 128 bytes.
    std::string value;
};
BOOST_DESCRIBE_STRUCT(SetBeaconRequest, (), (value))

/// What is absent stays as it is.
struct AdjustRoomRequest {
    std::optional<bool> paused;
    std::optional<std::uint32_t> shoppers_max;
    /// 0 takes the limit away.
    std::optional<std::uint32_t> rate_per_minute;
    /// Cannot change once somebody has joined.
    std::optional<bool> accounts_only;
};
BOOST_DESCRIBE_STRUCT(AdjustRoomRequest, (), (paused, shoppers_max, rate_per_minute, accounts_only))

}  // namespace fairgate::api
