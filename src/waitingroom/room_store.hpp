#pragma once

#include "base/task.hpp"
#include "waitingroom/draw.hpp"
#include "waitingroom/room.hpp"

namespace fairgate {

/// Nobody can mean more shoppers at once than this.
constexpr std::uint32_t kShoppersLimit = 1'000'000;

/// What an operator may change while the room is open.
struct RoomLimits {
    bool paused = false;
    /// Turns and shopping windows at once.
    std::uint32_t shoppers_max = 5'000;
    /// Turns a minute; 0 for as many as there are places.
    std::uint32_t rate_per_minute = 0;

    bool operator==(const RoomLimits&) const = default;
};

/// A waiting room as it is stored, without its entries.
struct RoomRecord {
    EventId event;
    DrawSeed seed{};
    std::optional<Timestamp> drawn_at;
    /// Entries from this number on came too late for the draw. Means something once it has taken place.
    std::uint32_t first_later = 0;
    /// Turns given so far.
    std::uint32_t admitted = 0;
    /// Entries that left before the draw; nothing else is kept of them.
    std::uint32_t left_early = 0;
    RoomLimits limits;
};

struct EntryRecord {
    std::uint32_t entry = 0;
    SessionId session;
    EntryState state = EntryState::waiting;
    /// The end of a turn or a window.
    Timestamp until;
};

struct JoinedEntry {
    std::uint32_t entry = 0;
    /// False when the session had this entry already.
    bool fresh = false;
};

struct EndedEntry {
    std::uint32_t entry = 0;
    EntryState state = EntryState::done;

    bool operator==(const EndedEntry&) const = default;
};

/// Where the rooms are kept. Every method is one transaction, durable when it returns, and all of one event
/// take effect one after the other. Entries move as EntryState says, never back. Throws when the store cannot
/// be reached. Thread-safe.
class RoomStore {
  public:
    virtual ~RoomStore() = default;

    /// Adds the room unless the event has one; returns the stored one, whose seed never changes.
    virtual Task<RoomRecord> open(EventId event, DrawSeed seed, RoomLimits limits) = 0;
    virtual Task<std::vector<RoomRecord>> rooms() = 0;
    /// In the order of their numbers.
    virtual Task<std::vector<EntryRecord>> entries(EventId event) = 0;

    /// Gives the session an entry with the next number, unless it has one that has not ended.
    virtual Task<JoinedEntry> join(EventId event, SessionId session, Timestamp now) = 0;
    /// Closes the list of the draw, unless that was done before. What counts is what was stored then.
    virtual Task<RoomRecord> draw(EventId event, Timestamp now) = 0;

    /// Gives a turn to those of `entries` who wait, and returns these.
    virtual Task<std::vector<std::uint32_t>> give_turns(EventId event, std::vector<std::uint32_t> entries,
                                                        Timestamp until) = 0;
    /// Begins the window of an entry whose turn lasts longer than `now`; says whether it did.
    virtual Task<bool> enter(EventId event, std::uint32_t entry, Timestamp now, Timestamp until) = 0;
    /// Ends an entry that has not ended; says whether it did. An entry that ends before the draw is deleted.
    virtual Task<bool> end(EventId event, std::uint32_t entry, EntryState how) = 0;
    /// Ends the turns and windows that last until `now` or shorter.
    virtual Task<std::vector<EndedEntry>> expire(EventId event, Timestamp now) = 0;

    virtual Task<void> set_limits(EventId event, RoomLimits limits) = 0;
};

}  // namespace fairgate
