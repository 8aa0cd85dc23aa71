#include "inventory/reservation_view.hpp"

#include <charconv>

namespace fairgate {

std::optional<SeatIndex> seat_from_text(std::string_view text) {
    SeatIndex seat = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seat);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (text.size() > 1 && text.front() == '0') return std::nullopt;
    return seat;
}

std::vector<std::string> seats_to_text(std::span<const SeatIndex> seats) {
    std::vector<std::string> texts;
    texts.reserve(seats.size());
    for (const SeatIndex seat : seats) texts.push_back(std::to_string(seat));
    return texts;
}

api::Seat seat_view(const EventInfo& event, SeatIndex seat, SeatStatus status) {
    const PlanSeats& plan = *event.seats;
    const auto& place = plan.place(seat);
    return {.id = std::to_string(seat),
            .event_id = event.record.id,
            .section = plan.section_name(place.section),
            .row = plan.row_of(seat).label,
            .seat_number = plan.number(seat),
            .category = plan.categories()[place.category].name,
            .price = event.price(seat),
            .status = status};
}

api::Reservation reservation_view(const EventInfo& event, const Hold& hold, FeeRule fees) {
    api::Reservation view{.id = hold.id,
                          .session_id = hold.session,
                          .event_id = hold.event,
                          .seat_ids = seats_to_text(hold.seats),
                          .currency = event.record.currency,
                          .expires_at = hold.expires_at};
    for (const SeatIndex seat : hold.seats) {
        view.seats.push_back(seat_view(event, seat, SeatStatus::held));
        view.subtotal += event.price(seat);
        view.fees += fees.of(event.price(seat));
    }
    view.total_amount = view.subtotal + view.fees;
    return view;
}

}  // namespace fairgate
