#pragma once

#include "inventory/seat_locks.hpp"

#include <array>
#include <mutex>
#include <unordered_map>

namespace fairgate::memory {

/// Seat locks of one process. Thread-safe: events are spread over shards, each with its own mutex.
///
/// A lock past its time counts as free; `purge` drops those that nobody asks for again. Where the store has
/// other nodes, a seat may be released on one of them, which knows nothing of the lock here: one that is
/// older than kOrphanAge although the seat looks free is taken over by whoever wants the seat.
class MemorySeatLocks final : public SeatLocks {
  public:
    /// Longer than a commit takes as a rule: after it this node's own map shows the hold.
    static constexpr std::chrono::seconds kOrphanAge{2};

    /// Without `looks_free` nobody takes a lock over.
    explicit MemorySeatLocks(LooksFree looks_free = {}) : looks_free_(std::move(looks_free)) {}

    Task<LockResult> acquire(EventId event, std::vector<SeatIndex> seats, LockOwner owner, Timestamp now,
                             Timestamp expires_at) override;
    Task<void> release(EventId event, std::vector<SeatIndex> seats, HoldId hold) override;

    /// Forgets every lock that ended before or at `now`.
    void purge(Timestamp now);

    /// Locks kept at present, ended ones included.
    std::size_t size() const;

  private:
    struct Key {
        EventId event;
        SeatIndex seat = 0;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept {
            return std::hash<EventId>{}(EventId{key.event.value ^ (std::uint64_t{key.seat} << 32)});
        }
    };
    struct Lock {
        LockOwner owner;
        Timestamp taken_at;
        Timestamp expires_at;
    };
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<Key, Lock, KeyHash> locks;
    };

    bool is_orphan(const Key& key, const Lock& lock, Timestamp now) const {
        return looks_free_ && now - lock.taken_at >= kOrphanAge && looks_free_(key.event, key.seat);
    }

    static constexpr std::size_t kShards = 16;

    /// Neighbouring seats share a shard, and one hot event uses them all.
    Shard& shard_of(EventId event, SeatIndex first) {
        const auto block = first / kSeatsPerBlock;
        return shards_[(std::hash<EventId>{}(event) + block) % kShards];
    }
    static constexpr SeatIndex kSeatsPerBlock = 64;

    const LooksFree looks_free_;
    std::array<Shard, kShards> shards_;
};

}  // namespace fairgate::memory
