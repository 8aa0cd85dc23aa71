#pragma once

#include "base/id.hpp"
#include "base/session.hpp"
#include "base/time.hpp"
#include "catalog/plan_seats.hpp"
#include "inventory/api.hpp"

#include <optional>
#include <vector>

namespace fairgate {

using api::SeatStatus;

/// The source document's limits.
struct HoldRules {
    std::chrono::milliseconds hold_duration = std::chrono::minutes{10};
    std::uint32_t seats_max = 6;
};

/// A shopper's claim on seats of one event; its id fences every later step.
struct Hold {
    HoldId id;
    SessionId session;
    EventId event;
    /// Ascending.
    std::vector<SeatIndex> seats;
    Timestamp expires_at;
};

/// What one shopper asks of a batch of holds. Seats join the session's hold of this event when it has a live
/// one, which keeps its id and expiry; else a hold `new_id` begins.
struct HoldRequest {
    HoldId new_id;
    Session session;
    /// Ascending, without repeats.
    std::vector<SeatIndex> seats;
    Timestamp expires_at;
    bool all_or_nothing = false;
    std::uint32_t seats_max = 6;
    /// 0 for no limit.
    std::uint32_t purchase_limit = 0;
};

enum class HoldOutcome {
    /// At least one of the seats asked for is in the hold now.
    held,
    nothing_available,
    /// The hold would exceed `seats_max`.
    too_many_seats,
    /// Hold and earlier purchases of the session or its user would exceed `purchase_limit`.
    purchase_limit,
    /// The session's hold is being paid: it can neither grow nor shrink.
    checkout_in_progress,
    /// Too many requests wait for this event: nothing was tried. Never said by a store.
    busy,
};

/// A seat that changed hands, as the live map hears of it.
struct SeatChange {
    SeatIndex seat = 0;
    SeatStatus status = SeatStatus::available;
    /// When held: until when, so that the map can free it on time.
    Timestamp held_until;
    /// Grows with every change of the seat in the store, so that late news can be told from new; 0 applies
    /// always.
    std::uint64_t version = 0;
};

struct HoldResult {
    HoldOutcome outcome = HoldOutcome::nothing_available;
    /// The whole hold afterwards; empty id when the session has none.
    Hold hold;
    /// Seats that this request added.
    std::vector<SeatIndex> added;
    /// Seats asked for that somebody else has.
    std::vector<SeatIndex> unavailable;
    /// What the live map must hear: every seat asked for that is in the hold now, added or not.
    std::vector<SeatChange> changes;
};

}  // namespace fairgate
