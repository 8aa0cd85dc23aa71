#include "inventory/seat_news.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <stdexcept>

namespace fairgate {
namespace {

/// What a text says.
struct SeatNewsText {
    std::int64_t node = 0;
    EventId event_id;
    /// Of each seat: index, status, end of the hold, version.
    std::vector<std::vector<std::int64_t>> seats;
};
BOOST_DESCRIBE_STRUCT(SeatNewsText, (), (node, event_id, seats))

std::vector<std::int64_t> to_numbers(const SeatChange& change) {
    return {change.seat, static_cast<std::int64_t>(change.status),
            change.held_until.time_since_epoch().count(), static_cast<std::int64_t>(change.version)};
}

[[noreturn]] void refuse() {
    throw std::runtime_error("a message about seats is not understood");
}

SeatChange to_change(const std::vector<std::int64_t>& numbers) {
    const bool known = numbers.size() == 4 && numbers[0] >= 0 && numbers[0] <= UINT32_MAX &&
                       numbers[1] >= 0 && numbers[1] <= 2;
    if (!known) refuse();
    return {static_cast<SeatIndex>(numbers[0]), static_cast<SeatStatus>(numbers[1]),
            Timestamp{std::chrono::milliseconds{numbers[2]}}, static_cast<std::uint64_t>(numbers[3])};
}

}  // namespace

std::vector<std::string> seat_news_texts(std::int64_t node, EventId event,
                                         std::span<const SeatChange> changes) {
    std::vector<std::string> texts;
    while (!changes.empty()) {
        const auto some = changes.first(std::min(changes.size(), kSeatsPerNewsMax));
        SeatNewsText text{node, event, {}};
        for (const auto& change : some) text.seats.push_back(to_numbers(change));
        texts.push_back(to_json_text(text));
        changes = changes.subspan(some.size());
    }
    return texts;
}

SeatNews read_seat_news(std::string_view text) {
    const auto read = from_json_text<SeatNewsText>(text);
    if (!read) refuse();
    SeatNews news{read->node, read->event_id, {}};
    for (const auto& numbers : read->seats) news.changes.push_back(to_change(numbers));
    return news;
}

}  // namespace fairgate
