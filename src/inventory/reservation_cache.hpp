#pragma once

#include "inventory/hold.hpp"

#include <array>
#include <mutex>
#include <unordered_map>

namespace fairgate {

/// The holds that this process knows to be live, by session and event, with their expiry. A hint: the store
/// decides.
///
/// It also lets simultaneous requests of one session agree on the id under which they lock seats, so that a
/// repeated request does not lose against its own first try. Thread-safe, sharded.
class ReservationCache {
  public:
    /// One request that is under way; ends with its destructor.
    class Claim {
      public:
        Claim(ReservationCache& cache, EventId event, SessionId session, HoldId id, std::optional<Hold> hold)
            : cache_(&cache), event_(event), session_(session), id_(id), hold_(std::move(hold)) {}
        Claim(Claim&& other) noexcept;
        Claim& operator=(Claim&&) = delete;
        ~Claim();

        /// The id of the session's hold, or the one that its next hold will have.
        HoldId id() const { return id_; }
        /// The hold as it was known when the claim began.
        const std::optional<Hold>& hold() const { return hold_; }

      private:
        ReservationCache* cache_;
        EventId event_;
        SessionId session_;
        HoldId id_;
        std::optional<Hold> hold_;
    };

    /// Begins a request; `fresh` becomes the id unless a live hold or another request has set one.
    Claim claim(EventId event, SessionId session, HoldId fresh, Timestamp now);

    /// The store has said that this is the session's hold now.
    void put(const Hold& hold);
    /// The store has said that the session has no hold, or that the hold `id` is over.
    void erase(EventId event, SessionId session);
    void erase_hold(EventId event, SessionId session, HoldId id);

    std::optional<Hold> find(EventId event, SessionId session, Timestamp now) const;

    /// Forgets holds that ended before or at `now`.
    void purge(Timestamp now);
    std::size_t size() const;

  private:
    struct Key {
        EventId event;
        SessionId session;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept {
            return std::hash<SessionId>{}(SessionId{key.session.value ^ (key.event.value << 1)});
        }
    };
    struct Entry {
        /// What requests under way lock seats with.
        HoldId id;
        std::uint32_t claims = 0;
        std::optional<Hold> hold;
    };
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<Key, Entry, KeyHash> entries;
    };

    static constexpr std::size_t kShards = 16;

    Shard& shard_of(const Key& key) { return shards_[(KeyHash{}(key) >> 40) % kShards]; }
    const Shard& shard_of(const Key& key) const { return shards_[(KeyHash{}(key) >> 40) % kShards]; }
    void end_claim(EventId event, SessionId session);

    std::array<Shard, kShards> shards_;
};

}  // namespace fairgate
