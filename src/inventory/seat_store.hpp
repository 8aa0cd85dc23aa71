#pragma once

#include "base/task.hpp"
#include "inventory/hold.hpp"

namespace fairgate {

enum class ReleaseOutcome { released, no_hold, checkout_in_progress };

struct ReleaseResult {
    ReleaseOutcome outcome = ReleaseOutcome::no_hold;
    HoldId hold_id;
    std::vector<SeatIndex> released;
    /// What is left of the hold.
    std::optional<Hold> remaining;
    std::vector<SeatChange> changes;
};

struct ExpiredSeat {
    EventId event;
    SeatIndex seat = 0;
    HoldId hold_id;
    std::uint64_t version = 0;
};

/// The truth about seats. Every method is atomic and durable when it returns; a seat held past its time
/// counts as available everywhere. Throws when the store cannot be reached.
class SeatStore {
  public:
    virtual ~SeatStore() = default;

    /// Decides a batch of one event in its order, in one commit: the results stand in the same order.
    virtual Task<std::vector<HoldResult>> commit_holds(EventId event, std::vector<HoldRequest> batch,
                                                       Timestamp now) = 0;

    /// Lets go of `seats`, or of the whole hold when absent; seats that are not in the session's hold are
    /// passed over.
    virtual Task<ReleaseResult> release(EventId event, SessionId session,
                                        std::optional<std::vector<SeatIndex>> seats, Timestamp now) = 0;

    /// Makes every seat available whose hold ended before or at `now`, of one event or of all.
    virtual Task<std::vector<ExpiredSeat>> expire(std::optional<EventId> event, Timestamp now) = 0;

    /// The session's live hold.
    virtual Task<std::optional<Hold>> find_hold(EventId event, SessionId session, Timestamp now) = 0;

    /// All seats of the event that are held or sold, ascending.
    virtual Task<std::vector<SeatChange>> taken_seats(EventId event) = 0;
};

}  // namespace fairgate
