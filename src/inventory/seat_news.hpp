#pragma once

#include "inventory/hold.hpp"

#include <span>

namespace fairgate {

/// Seats that changed, as one node tells the others.
struct SeatNews {
    std::int64_t node = 0;
    EventId event;
    std::vector<SeatChange> changes;
};

/// `changes` as texts with some of them each, so that none is longer than a messenger takes.
std::vector<std::string> seat_news_texts(std::int64_t node, EventId event,
                                         std::span<const SeatChange> changes);

/// Seats in one text at most; PostgreSQL takes 8000 bytes.
inline constexpr std::size_t kSeatsPerNewsMax = 100;

/// Throws when `text` is nothing that `seat_news_texts` writes.
SeatNews read_seat_news(std::string_view text);

}  // namespace fairgate
