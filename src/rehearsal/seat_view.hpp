#pragma once

#include "inventory/api.hpp"
#include "rehearsal/answer.hpp"

namespace fairgate::rehearsal {

/// A seat's dense index in its event.
using SeatIndex = std::uint32_t;

/// The index that the API writes as a decimal; empty for anything else.
std::optional<SeatIndex> seat_of(std::string_view id);

/// Which seats an answer of GET /api/events/{id}/availability shows as free.
class SeatView {
  public:
    /// Says what is wrong when the answer is not one.
    static std::expected<SeatView, std::string> read(const Answer& answer);

    api::SeatStatus status(SeatIndex seat) const {
        return static_cast<api::SeatStatus>((packed_[seat / 4] >> (2 * (seat % 4))) & 3U);
    }
    bool is_free(SeatIndex seat) const { return seat < seats_ && status(seat) == api::SeatStatus::available; }
    std::uint32_t seats() const { return seats_; }
    const api::Availability& counts() const { return counts_; }
    api::EventStatus event_status() const { return event_status_; }

  private:
    std::uint32_t seats_ = 0;
    api::Availability counts_;
    api::EventStatus event_status_ = api::EventStatus::upcoming;
    std::vector<std::uint8_t> packed_;
};

}  // namespace fairgate::rehearsal
