#pragma once

#include "inventory/seat_locks.hpp"

#include <array>
#include <mutex>
#include <unordered_map>

namespace fairgate::memory {

/// Seat locks of one process. Thread-safe: events are spread over shards, each with its own mutex.
///
/// A lock past its time counts as free; `purge` drops those that nobody asks for again.
class MemorySeatLocks final : public SeatLocks {
  public:
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
        Timestamp expires_at;
    };
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<Key, Lock, KeyHash> locks;
    };

    static constexpr std::size_t kShards = 16;

    /// Neighbouring seats share a shard, and one hot event uses them all.
    Shard& shard_of(EventId event, SeatIndex first) {
        const auto block = first / kSeatsPerBlock;
        return shards_[(std::hash<EventId>{}(event) + block) % kShards];
    }
    static constexpr SeatIndex kSeatsPerBlock = 64;

    std::array<Shard, kShards> shards_;
};

}  // namespace fairgate::memory
