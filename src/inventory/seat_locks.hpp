#pragma once

#include "base/task.hpp"
#include "inventory/hold.hpp"

namespace fairgate {

struct LockResult {
    std::vector<SeatIndex> acquired;
    std::vector<SeatIndex> failed;
};

/// Phase 1 of a reservation: short-lived claims that keep losers away from the store. A hint, never the
/// truth: it may forget everything at any moment.
class SeatLocks {
  public:
    virtual ~SeatLocks() = default;

    /// Locks each seat that nobody else has, until `expires_at`. A seat already locked for `hold` is acquired
    /// again.
    virtual Task<LockResult> acquire(EventId event, std::vector<SeatIndex> seats, HoldId hold, Timestamp now,
                                     Timestamp expires_at) = 0;

    /// Unlocks those of `seats` that are locked for `hold`, never another hold's.
    virtual Task<void> release(EventId event, std::vector<SeatIndex> seats, HoldId hold) = 0;
};

}  // namespace fairgate
