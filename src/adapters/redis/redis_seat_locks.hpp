#pragma once

#include "adapters/redis/client.hpp"
#include "inventory/seat_locks.hpp"

namespace fairgate::redis {

/// Seat locks that all nodes share: keys `lock:seat:{event}:seat`, taken and released by one script a
/// request, that Redis forgets at their end by itself. While Redis is away everybody gets everything, and the
/// store decides alone.
///
/// A lock may be left behind, by a node that died or while Redis was away. One that is older than kOrphanAge
/// although the seat looks free is taken over by whoever wants the seat.
class RedisSeatLocks final : public SeatLocks {
  public:
    /// Longer than news of a hold takes to reach every node, even when it got lost.
    static constexpr std::chrono::seconds kOrphanAge{30};

    RedisSeatLocks(Client& client, LooksFree looks_free);

    Task<LockResult> acquire(EventId event, std::vector<SeatIndex> seats, LockOwner owner, Timestamp now,
                             Timestamp expires_at) override;
    Task<void> release(EventId event, std::vector<SeatIndex> seats, HoldId hold) override;

  private:
    /// The holds that have a seat; no id where it is ours now. Empty when Redis did not say.
    using Holders = std::vector<HoldId>;
    Task<Holders> try_acquire(EventId event, std::vector<SeatIndex> seats, LockOwner owner, Timestamp now,
                              Timestamp expires_at, Holders orphans);

    Client& client_;
    const LooksFree looks_free_;
    const Script acquire_;
    const Script release_;
};

}  // namespace fairgate::redis
