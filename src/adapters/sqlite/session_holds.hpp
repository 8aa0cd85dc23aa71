#pragma once

#include "adapters/sqlite/connection.hpp"
#include "inventory/hold.hpp"

#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace fairgate::sqlite {

/// The last hold of each session in an event, in memory: an index on sessions would write a page of the log
/// for nearly every hold, because their ids are random. The table stays the truth. Every live hold is known
/// here, and some that are not live any more or were rolled back: whoever looks one up reads its seats.
///
/// Thread-safe. Right as long as nobody else writes holds to the store, which is its process's alone.
class SessionHolds {
  public:
    /// Reads them from the store. Call before anything else, and when a transaction was rolled back that may
    /// have ended one hold and put another.
    void load(Connection& connection);

    /// Empty when the session has no live hold in the event.
    std::optional<HoldId> find(EventId event, SessionId session) const;

    /// To be called before the hold is committed, and only when the session has no live hold in the event.
    void put(EventId event, SessionId session, HoldId hold);

    /// Forgets those made before `before` that hold no seat in the state that `connection` sees. What was
    /// committed since must not be as old.
    void forget_ended(Connection& connection, Timestamp before);

  private:
    struct Key {
        EventId event;
        SessionId session;

        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const {
            // Session ids are random already.
            return key.session.value ^ (key.event.value << 1);
        }
    };

    mutable std::mutex mutex_;
    std::unordered_map<Key, HoldId, KeyHash> holds_;
};

}  // namespace fairgate::sqlite
