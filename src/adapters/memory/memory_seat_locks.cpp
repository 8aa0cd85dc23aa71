#include "adapters/memory/memory_seat_locks.hpp"

namespace fairgate::memory {

Task<LockResult> MemorySeatLocks::acquire(EventId event, std::vector<SeatIndex> seats, LockOwner owner,
                                          Timestamp now, Timestamp expires_at) {
    LockResult result;
    for (const SeatIndex seat : seats) {
        auto& shard = shard_of(event, seat);
        const std::lock_guard guard(shard.mutex);
        const Key key{event, seat};
        auto& lock = shard.locks[key];
        const HoldId holder = lock.owner.hold;
        const bool free =
            !holder || holder == owner.hold || lock.expires_at <= now || is_orphan(key, lock, now);
        if (free) lock = Lock{owner, now, expires_at};
        (free || lock.owner.session == owner.session ? result.acquired : result.failed).push_back(seat);
    }
    co_return result;
}

Task<void> MemorySeatLocks::release(EventId event, std::vector<SeatIndex> seats, HoldId hold) {
    for (const SeatIndex seat : seats) {
        auto& shard = shard_of(event, seat);
        const std::lock_guard guard(shard.mutex);
        const auto lock = shard.locks.find(Key{event, seat});
        if (lock != shard.locks.end() && lock->second.owner.hold == hold) shard.locks.erase(lock);
    }
    co_return;
}

void MemorySeatLocks::purge(Timestamp now) {
    for (auto& shard : shards_) {
        const std::lock_guard guard(shard.mutex);
        std::erase_if(shard.locks, [now](const auto& entry) { return entry.second.expires_at <= now; });
    }
}

std::size_t MemorySeatLocks::size() const {
    std::size_t count = 0;
    for (const auto& shard : shards_) {
        const std::lock_guard guard(shard.mutex);
        count += shard.locks.size();
    }
    return count;
}

}  // namespace fairgate::memory
