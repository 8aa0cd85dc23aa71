#include "inventory/seat_board.hpp"

namespace fairgate {
namespace {

/// Leaves room for 1024 changes a millisecond, and for JavaScript's exact integers.
constexpr int kVersionShift = 10;

std::uint64_t first_version(Timestamp now) {
    return static_cast<std::uint64_t>(now.time_since_epoch().count()) << kVersionShift;
}

}  // namespace

SeatBoard::SeatBoard(EventPtr event, Timestamp now)
    : event_(std::move(event)),
      seats_(event_->seats->seat_count()),
      packed_((seats_.size() + 3) / 4),
      availability_{.available = static_cast<std::uint32_t>(seats_.size())},
      version_(first_version(now)),
      best_(event_) {}

std::vector<SeatIndex> SeatBoard::apply(std::span<const SeatChange> changes) {
    std::vector<SeatIndex> changed;
    ++version_;
    for (const auto& change : changes) {
        if (change.seat < seats_.size() && apply_one(change)) changed.push_back(change.seat);
    }
    if (changed.empty()) --version_;
    return changed;
}

bool SeatBoard::apply_one(const SeatChange& change) {
    Known& known = seats_[change.seat];
    if (change.version != 0) {
        if (change.version < known.store_version) return false;
        known.store_version = change.version;
    }
    if (change.status == SeatStatus::held &&
        (known.status != change.status || known.held_until != change.held_until)) {
        due_.push({change.held_until, change.seat});
    }
    known.held_until = change.held_until;
    if (known.status == change.status) return false;
    set_status(change.seat, change.status);
    return true;
}

std::vector<SeatIndex> SeatBoard::reconcile(std::span<const SeatChange> taken, std::uint64_t since) {
    std::vector<SeatChange> truth(seats_.size());
    for (SeatIndex seat = 0; seat < truth.size(); ++seat) truth[seat].seat = seat;
    for (const auto& change : taken) {
        if (change.seat < truth.size()) truth[change.seat] = change;
    }
    std::erase_if(truth, [&](const SeatChange& change) { return seats_[change.seat].changed_in > since; });
    return apply(truth);
}

bool SeatBoard::has_due(Timestamp now) {
    while (!due_.empty()) {
        const Due& first = due_.top();
        const Known& known = seats_[first.seat];
        if (known.status == SeatStatus::held && known.held_until == first.at) return first.at <= now;
        due_.pop();
    }
    return false;
}

void SeatBoard::set_status(SeatIndex seat, SeatStatus status) {
    Known& known = seats_[seat];
    --count_of(known.status);
    ++count_of(status);
    known.status = status;
    known.changed_in = version_;
    const auto shift = 2 * (seat % 4);
    auto& byte = packed_[seat / 4];
    byte = static_cast<std::uint8_t>((byte & ~(3U << shift)) | (static_cast<unsigned>(status) << shift));
    best_.set_free(seat, status == SeatStatus::available);
}

std::uint32_t& SeatBoard::count_of(SeatStatus status) {
    switch (status) {
        case SeatStatus::available:
            return availability_.available;
        case SeatStatus::held:
            return availability_.held;
        case SeatStatus::sold:
            break;
    }
    return availability_.sold;
}

}  // namespace fairgate
