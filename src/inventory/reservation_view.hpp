#pragma once

#include "catalog/event.hpp"
#include "inventory/hold.hpp"

namespace fairgate {

/// "17" -> 17; empty unless `text` is exactly how a seat's id is written.
std::optional<SeatIndex> seat_from_text(std::string_view text);
std::vector<std::string> seats_to_text(std::span<const SeatIndex> seats);

/// A seat as the API shows it.
api::Seat seat_view(const EventInfo& event, SeatIndex seat, SeatStatus status);

/// The hold with its amounts: fees are the sum over its seats.
api::Reservation reservation_view(const EventInfo& event, const Hold& hold, FeeRule fees);

}  // namespace fairgate
