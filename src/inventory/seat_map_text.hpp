#pragma once

#include "base/encoding.hpp"
#include "catalog/event.hpp"
#include "inventory/hold.hpp"

#include <memory>

namespace fairgate {

using SharedText = std::shared_ptr<const std::string>;

/// Everything that the wire says of an event's statuses at one version.
struct SeatMapState {
    std::uint64_t version = 0;
    EventStatus event_status = EventStatus::upcoming;
    /// The store could not be asked when it was last tried.
    bool stale = false;
    api::Availability availability;
    std::uint32_t seat_count = 0;
    /// Two bits a seat, see api::CompactAvailability.
    Bytes packed;

    SeatStatus status(SeatIndex seat) const {
        return static_cast<SeatStatus>((packed[seat / 4] >> (2 * (seat % 4))) & 3U);
    }
};

/// The seats of an event as JSON with a gap where each status goes, so that a new version costs copying
/// alone.
class SeatListTemplate {
  public:
    explicit SeatListTemplate(const EventInfo& event);

    /// `api::SeatMap` as a successful answer.
    std::string render(const SeatMapState& state) const;

  private:
    /// One object a seat up to its status' opening quote, one after the other.
    std::string heads_;
    std::vector<std::size_t> ends_;
};

/// `api::CompactAvailability`, bare.
std::string compact_text(const SeatMapState& state);

/// A successful answer around `data`.
std::string success_text(std::string_view data);

/// A server-sent event with `data` on one line; without `id` the client's last id stays.
std::string event_text(std::optional<std::uint64_t> id, std::string_view name, std::string_view data);

}  // namespace fairgate
