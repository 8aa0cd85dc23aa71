#pragma once

#include "base/id.hpp"
#include "base/time.hpp"
#include "waitingroom/draw.hpp"
#include "waitingroom/room.hpp"
#include "waitingroom/secret_key.hpp"

namespace fairgate {

/// A place in the queue of an event, as its owner's browser keeps it.
struct Place {
    EventId event;
    SessionId session;
    /// The number of the entry: entries are counted from 0 in the order in which they were stored.
    std::uint32_t entry = 0;
    /// What its owner was told last, so that no other node says less.
    EntryState state = EntryState::waiting;
    /// The lowest position that was told; 0 for none.
    std::uint32_t position = 0;
    /// entrant_of() the session: in the token so that a poll need not compute it again.
    EntrantId entrant{};
};

/// Signs places, so that one can be shown again without a look into any store. A token is good for its
/// session and its event alone, until it expires: both are signed, and neither is in it. Thread-safe.
class PlaceTokens {
  public:
    static constexpr std::chrono::days kLifetime{30};

    explicit PlaceTokens(const SecretKey& key) : key_(key) {}

    /// URL-safe base 64 of what it says and of its signature.
    std::string issue(const Place& place, Timestamp now) const;

    /// The place; empty unless `token` was issued for this session and event, within its lifetime.
    std::optional<Place> read(std::string_view token, EventId event, SessionId session, Timestamp now) const;

  private:
    const SecretKey key_;
};

}  // namespace fairgate
