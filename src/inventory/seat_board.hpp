#pragma once

#include "base/encoding.hpp"
#include "inventory/best_seats.hpp"

#include <queue>

namespace fairgate {

/// What is known in memory of every seat of one event: a picture of the store, behind it by moments. Pure;
/// for one thread at a time.
///
/// Its version grows with every change of a status. It starts from the time, so that a client's version from
/// before a restart is always lower.
class SeatBoard {
  public:
    SeatBoard(EventPtr event, Timestamp now);

    /// Applies what is newer than what is known, and returns the seats whose status changed, in the order of
    /// `changes`.
    std::vector<SeatIndex> apply(std::span<const SeatChange> changes);

    /// Makes the board equal to what the store says: `taken` is all that is not available. Seats that changed
    /// after `since` are left alone, for the store may have been read before.
    std::vector<SeatIndex> reconcile(std::span<const SeatChange> taken, std::uint64_t since);

    /// True when a seat is held past its time.
    bool has_due(Timestamp now);

    std::vector<std::vector<SeatIndex>> choose(std::span<const SeatWish> wishes,
                                               std::span<const SeatIndex> claimed) {
        return best_.choose(wishes, claimed);
    }

    const EventPtr& event() const { return event_; }
    std::uint64_t version() const { return version_; }
    SeatIndex seat_count() const { return static_cast<SeatIndex>(seats_.size()); }
    SeatStatus status(SeatIndex seat) const { return seats_[seat].status; }
    const api::Availability& availability() const { return availability_; }
    /// Two bits a seat, see api::CompactAvailability.
    const Bytes& packed() const { return packed_; }

  private:
    struct Known {
        SeatStatus status = SeatStatus::available;
        Timestamp held_until;
        std::uint64_t store_version = 0;
        std::uint64_t changed_in = 0;
    };
    struct Due {
        Timestamp at;
        SeatIndex seat = 0;
        bool operator>(const Due& other) const { return at > other.at; }
    };

    bool apply_one(const SeatChange& change);
    void set_status(SeatIndex seat, SeatStatus status);
    std::uint32_t& count_of(SeatStatus status);

    EventPtr event_;
    std::vector<Known> seats_;
    Bytes packed_;
    api::Availability availability_;
    std::uint64_t version_;
    /// Holds by their end; an entry that the seat has outlived is skipped.
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    BestSeats best_;
};

}  // namespace fairgate
