#pragma once

#include "base/task.hpp"
#include "waitingroom/draw.hpp"
#include "waitingroom/room.hpp"

namespace fairgate {

/// Nobody can mean more shoppers at once than this.
constexpr std::uint32_t kShoppersLimit = 1'000'000;

/// What an operator may change while the room is open; `accounts_only` only until somebody has joined.
struct RoomLimits {
    bool paused = false;
    /// Turns and shopping windows at once.
    std::uint32_t shoppers_max = 5'000;
    /// Turns a minute; 0 for as many as there are places.
    std::uint32_t rate_per_minute = 0;
    /// Entries are held by accounts, else by sessions; see holder.hpp.
    bool accounts_only = false;

    bool operator==(const RoomLimits&) const = default;
};

/// What is empty stays as it is.
struct LimitsChange {
    std::optional<bool> paused;
    std::optional<std::uint32_t> shoppers_max;
    std::optional<std::uint32_t> rate_per_minute;
    std::optional<bool> accounts_only = {};
};

/// How many turns the rate allows.
struct TurnAllowance {
    /// In 60000ths of a turn: what one turn a minute earns in a millisecond.
    std::int64_t saved = 0;
    Timestamp at;
};

/// Counts the changes of one room: each has the next number.
using RoomVersion = std::uint64_t;

/// A waiting room as it is stored, without its entries.
struct RoomRecord {
    EventId event;
    DrawSeed seed{};
    /// Of the last change of the room or its entries.
    RoomVersion version = 0;
    std::optional<Timestamp> drawn_at;
    /// Entries from this number on came too late for the draw. Means something once it has taken place.
    std::uint32_t first_later = 0;
    /// It is decided whether the draw takes in a beacon's value, and which.
    bool beacon_settled = false;
    /// Empty for none.
    Bytes beacon_value = {};
    /// Numbers given so far.
    std::uint32_t joined = 0;
    /// Turns given so far.
    std::uint32_t admitted = 0;
    /// Entries that left before the draw.
    std::uint32_t left_early = 0;
    RoomLimits limits;
    TurnAllowance allowance;
};

struct EntryRecord {
    std::uint32_t entry = 0;
    /// Who holds it, a session or an account; 0 once it is withdrawn.
    SessionId session;
    EntryState state = EntryState::waiting;
    /// The end of a turn or a window.
    Timestamp until;
    /// The change that made it what it is.
    RoomVersion version = 0;
};

/// A room after a call, and the entries that the call was about or that it changed, as they are now.
struct RoomUpdate {
    RoomRecord room;
    std::vector<EntryRecord> entries;
};

/// An access code that somebody shows.
struct CodeUse {
    std::uint64_t serial = 0;
    /// How many may use it.
    std::uint32_t uses_max = 1;
    /// No window that it opens lasts longer.
    Timestamp until;
};

enum class RedeemOutcome {
    /// A shopping window has begun, and the use is counted unless it had been.
    entered,
    /// The holder is in one already.
    inside,
    used_up,
    /// As many shop as may, so nothing was counted.
    full,
    paused,
    /// The draw has taken place.
    over,
    /// The room wants another kind of holder.
    other_holder,
};

struct Redeemed {
    RedeemOutcome outcome = RedeemOutcome::over;
    RoomUpdate update;
};

/// How far somebody has read the changes of a room: up to an entry of a version.
struct ChangesRead {
    RoomVersion version = 0;
    std::uint32_t entry = UINT32_MAX;
};

/// Where the rooms are kept. Every method is one transaction, durable when it returns, and all of one event
/// take effect one after the other, in the order of their versions. Entries move as EntryState says, never
/// back, and a call that is repeated finds what it did. The store's clock decides when turns and windows end;
/// a store without one goes by the caller's `now`. Throws when the store cannot be reached. Thread-safe.
class RoomStore {
  public:
    /// Entries in one answer of `changes`.
    static constexpr std::uint32_t kChangesMax = 2'000;

    virtual ~RoomStore() = default;

    /// What the clock says that decides.
    virtual Task<Timestamp> time(Timestamp now) = 0;

    /// Adds the room unless the event has one; returns the stored one, whose seed never changes.
    virtual Task<RoomRecord> open(EventId event, DrawSeed seed, RoomLimits limits) = 0;
    virtual Task<std::vector<RoomRecord>> rooms() = 0;
    /// The entries that changed after `read`, in the order of their versions and numbers. When they are fewer
    /// than kChangesMax, nothing up to the room's version is missing.
    virtual Task<RoomUpdate> changes(EventId event, ChangesRead read) = 0;

    /// Gives the session an entry with the next number, unless it has one that has not ended; answers with
    /// that entry. With none when the room wants another kind of holder.
    virtual Task<RoomUpdate> join(EventId event, SessionId session, Timestamp now) = 0;
    /// Begins the holder's window before the draw, with the entry that waits or a new one. A code counts once
    /// for each holder, however often it is shown. An entry that shopped is withdrawn when its window ends,
    /// at the latest by the draw.
    virtual Task<Redeemed> redeem(EventId event, SessionId holder, CodeUse use, Timestamp now,
                                  std::chrono::milliseconds lasting) = 0;
    /// Closes the list of the draw, unless that was done before or the sale of the event has not begun. What
    /// counts is what was stored then.
    virtual Task<RoomRecord> draw(EventId event, Timestamp now) = 0;

    /// Decides what the draw takes in, empty for nothing; what was decided first stays. Changes nothing
    /// before the list of the draw is closed.
    virtual Task<RoomRecord> settle_beacon(EventId event, Bytes value) = 0;
    /// Ends the turns and windows whose time is over, then gives turns, which last for `lasting`, to the
    /// first of `entries` who wait: as many as turns_to_give() allows.
    virtual Task<RoomUpdate> give_turns(EventId event, std::vector<std::uint32_t> entries, Timestamp now,
                                        std::chrono::milliseconds lasting) = 0;
    /// Begins the window of an entry whose turn has not ended. Changes nothing otherwise.
    virtual Task<RoomUpdate> enter(EventId event, std::uint32_t entry, Timestamp now,
                                   std::chrono::milliseconds lasting) = 0;
    /// Ends an entry that has not ended; before the draw it is withdrawn, whatever `how` says.
    virtual Task<RoomUpdate> end(EventId event, std::uint32_t entry, EntryState how) = 0;

    /// Changes nothing when `accounts_only` would change after somebody has joined.
    virtual Task<RoomRecord> adjust(EventId event, LimitsChange change, Timestamp now) = 0;
};

}  // namespace fairgate
