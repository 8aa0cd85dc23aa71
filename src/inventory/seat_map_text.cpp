#include "inventory/seat_map_text.hpp"

#include "base/assert.hpp"
#include "inventory/reservation_view.hpp"

#include <fmt/format.h>

namespace fairgate {

SeatListTemplate::SeatListTemplate(const EventInfo& event) {
    // What to_json writes for a status, which stands last in api::Seat.
    constexpr std::string_view kTail = "available\"}";
    const SeatIndex count = event.seats->seat_count();
    ends_.reserve(count);
    for (SeatIndex seat = 0; seat < count; ++seat) {
        const std::string text = to_json_text(seat_view(event, seat, SeatStatus::available));
        FAIRGATE_ASSERT(text.ends_with(kTail));
        if (seat == 0) heads_.reserve((text.size() + 8) * count);
        heads_.append(text, 0, text.size() - kTail.size());
        ends_.push_back(heads_.size());
    }
}

std::string SeatListTemplate::render(const SeatMapState& state) const {
    constexpr std::string_view kStatuses[] = {"available\"}", "held\"}", "sold\"}", "sold\"}"};
    std::string text = R"({"success":true,"data":{"seats":[)";
    text.reserve(heads_.size() + ends_.size() * 12 + 200);
    std::size_t begin = 0;
    for (SeatIndex seat = 0; seat < ends_.size(); ++seat) {
        if (seat > 0) text += ',';
        text.append(heads_, begin, ends_[seat] - begin);
        text += kStatuses[static_cast<std::size_t>(state.status(seat))];
        begin = ends_[seat];
    }
    text += fmt::format(R"(],"availability":{},"version":{},"stale":{}}}}})",
                        to_json_text(state.availability), state.version, state.stale);
    return text;
}

std::string compact_text(const SeatMapState& state) {
    return to_json_text(api::CompactAvailability{.version = state.version,
                                                 .seat_count = state.seat_count,
                                                 .availability = state.availability,
                                                 .event_status = state.event_status,
                                                 .statuses = to_base64(state.packed),
                                                 .stale = state.stale});
}

std::string success_text(std::string_view data) {
    return fmt::format(R"({{"success":true,"data":{}}})", data);
}

std::string event_text(std::optional<std::uint64_t> id, std::string_view name, std::string_view data) {
    const std::string head = id ? fmt::format("id: {}\n", *id) : std::string();
    return fmt::format("{}event: {}\ndata: {}\n\n", head, name, data);
}

}  // namespace fairgate
