#pragma once

#include "base/task.hpp"
#include "inventory/hold.hpp"

#include <functional>

namespace fairgate {

struct LockResult {
    std::vector<SeatIndex> acquired;
    std::vector<SeatIndex> failed;
};

/// Whom a lock is for: a hold, and the session that has it or is about to.
struct LockOwner {
    HoldId hold;
    SessionId session;
};

/// Whether a seat is available as far as this node knows. Called on any thread; returns at once.
using LooksFree = std::function<bool(EventId, SeatIndex)>;

/// Phase 1 of a reservation: short-lived claims that keep losers away from the store. A hint, never the
/// truth: it may forget everything at any moment.
class SeatLocks {
  public:
    virtual ~SeatLocks() = default;

    /// Locks each seat that nobody else has, until `expires_at`. A seat already locked for the owner's hold
    /// is acquired again. So is one that is locked for another hold of the same session, which keeps that
    /// lock: a node does not know of a hold that began on another.
    virtual Task<LockResult> acquire(EventId event, std::vector<SeatIndex> seats, LockOwner owner,
                                     Timestamp now, Timestamp expires_at) = 0;

    /// Unlocks those of `seats` that are locked for `hold`, never another hold's.
    virtual Task<void> release(EventId event, std::vector<SeatIndex> seats, HoldId hold) = 0;
};

}  // namespace fairgate
