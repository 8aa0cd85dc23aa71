#pragma once

#include "base/id.hpp"
#include "base/time.hpp"
#include "waitingroom/entry_index.hpp"
#include "waitingroom/waiting_count.hpp"

#include <array>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace fairgate {

/// What became of an entry. It only ever moves down this list; the last four are ends.
enum class EntryState : std::uint8_t {
    waiting,
    /// It is its turn: the place in the shop is kept for it for a while.
    turn,
    /// In its shopping window.
    shopping,
    /// The window ended, with a purchase or with time.
    done,
    left,
    /// Did not take its turn.
    missed,
    /// Left before the draw: has no part in it.
    withdrawn,
};

/// The order of a pre-queue, arranged so that a room can take it over in little time.
class DrawnOrder {
  public:
    /// `entries` are those of the draw, in its order; others came too late for it from `first_later` on.
    DrawnOrder(std::vector<std::uint32_t> entries, std::uint32_t first_later);

    std::size_t size() const { return entries_.size(); }

  private:
    friend class Room;
    static constexpr std::uint32_t kNoRank = UINT32_MAX;

    /// Entry by rank, and rank by entry.
    std::vector<std::uint32_t> entries_;
    std::vector<std::uint32_t> ranks_;
    std::uint32_t first_later_ = 0;
    /// By rank: who waits. All of them.
    WaitingCount ahead_;
};

/// The queue of one event in memory: who waits, in which order, whose turn it is, who shops.
///
/// Entries are numbered from 0 in the order in which the store took them. Those of the pre-queue stand in no
/// order until `draw` gives them one; later ones follow by number. Numbers may be made known out of order: a
/// number that is missing below a known one counts as somebody who waits, so that no position ever goes up.
///
/// A waiting entry takes under 64 bytes. Not thread-safe. All calls are logarithmic in the number of entries
/// or better, and `position` allocates nothing.
class Room {
  public:
    /// Takes in what the store has written down. `until` ends a turn or a window. A number that is known
    /// already is left as it is.
    void add(std::uint32_t entry, SessionId session, EntryState state = EntryState::waiting,
             Timestamp until = {});

    /// Ends the pre-queue. All entries of the draw must have been added.
    void draw(DrawnOrder order);
    bool drawn() const { return first_later_.has_value(); }

    /// The entry of the session that has not ended.
    std::optional<std::uint32_t> find(SessionId session) const;
    bool belongs_to(std::uint32_t entry, SessionId session) const;
    /// Of an entry that is known.
    SessionId session(std::uint32_t entry) const { return sessions_[entry]; }
    /// Numbers that may be known are below this.
    std::uint32_t size() const { return static_cast<std::uint32_t>(states_.size()); }
    std::span<const std::uint32_t> order() const { return order_; }
    /// Empty when nothing is known of this number.
    std::optional<EntryState> state(std::uint32_t entry) const;
    /// The end of a turn or a window.
    std::optional<Timestamp> until(std::uint32_t entry) const;

    /// One more than the number of those who wait ahead. 0 unless the entry waits and has been drawn.
    std::uint32_t position(std::uint32_t entry) const;

    /// The first `count` who wait, in order. Stops at a number that is not known yet: who is behind it has to
    /// wait for it.
    std::vector<std::uint32_t> next(std::uint32_t count);

    /// Moves an entry on, if that is a move forward; says whether it was. `until` ends a turn or a window.
    bool advance(std::uint32_t entry, EntryState to, Timestamp until = {});

    /// The earliest end of a turn or a window.
    std::optional<Timestamp> next_end() const;
    /// Turns and windows that end at `now` or before.
    std::uint32_t due(Timestamp now) const;

    std::uint32_t waiting() const { return count(EntryState::waiting); }
    /// Turns and windows: what the limit is about.
    std::uint32_t active() const { return count(EntryState::turn) + count(EntryState::shopping); }
    std::uint32_t count(EntryState state) const { return counts_[static_cast<std::size_t>(state)]; }
    std::uint32_t joined() const;

    std::size_t memory_bytes() const;

  private:
    struct Active {
        Timestamp until;
        std::multimap<Timestamp, std::uint32_t>::iterator end;
    };

    static constexpr std::uint8_t kUnknown = 0xFF;

    std::optional<std::uint32_t> rank_of(std::uint32_t entry) const;
    std::uint32_t entry_at(std::uint32_t rank) const;
    void set_end(std::uint32_t entry, EntryState state, Timestamp until);

    std::vector<SessionId> sessions_;
    std::vector<std::uint8_t> states_;
    EntryIndex index_;
    /// Of the draw alone: entry by rank, and rank by entry.
    std::vector<std::uint32_t> order_;
    std::vector<std::uint32_t> ranks_;
    std::optional<std::uint32_t> first_later_;
    /// By rank: who waits.
    WaitingCount ahead_;
    /// Nobody of a lower rank waits.
    std::uint32_t head_ = 0;
    std::array<std::uint32_t, 7> counts_{};
    std::map<std::uint32_t, Active> active_;
    std::multimap<Timestamp, std::uint32_t> ends_;
};

}  // namespace fairgate
