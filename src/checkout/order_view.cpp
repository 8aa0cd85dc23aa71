#include "checkout/order_view.hpp"

#include <algorithm>

namespace fairgate {

api::EventSummary event_summary(const EventInfo& event, EventStatus status, FeeRule fees,
                                std::uint32_t available) {
    const auto [lowest, highest] = std::ranges::minmax_element(event.prices);
    const auto with_fee = [&](auto price) {
        return price == event.prices.end() ? MinorUnits{} : *price + fees.of(*price);
    };
    return {.id = event.record.id,
            .name = event.record.name,
            .category = event.record.category,
            .venue_name = event.venue.name,
            .city = event.venue.city,
            .country = event.venue.country,
            .time_zone = event.venue.time_zone,
            .event_date = event.record.event_date,
            .on_sale_date = event.record.on_sale_date,
            .status = status,
            .high_demand = event.record.high_demand,
            .currency = event.record.currency,
            .min_price = with_fee(lowest),
            .max_price = with_fee(highest),
            .available = available,
            .capacity = event.seats->seat_count()};
}

std::vector<OrderItem> price_seats(const EventInfo& event, const std::vector<SeatIndex>& seats,
                                   FeeRule fees) {
    std::vector<OrderItem> items;
    items.reserve(seats.size());
    for (const SeatIndex seat : seats) items.push_back({seat, event.price(seat), fees.of(event.price(seat))});
    return items;
}

api::Order order_view(const OrderRecord& order, const EventInfo& event, api::EventSummary summary) {
    api::Order view{.id = order.id,
                    .user_id = order.user,
                    .event_id = order.event,
                    .event = std::move(summary),
                    .status = order.status,
                    .seats = {},
                    .subtotal = order.subtotal,
                    .fees = order.fees,
                    .total_amount = order.total_amount,
                    .currency = order.currency,
                    .payment_id = order.payment_id,
                    .card_last_four = order.card_last_four,
                    .email = order.email,
                    .created_at = order.created_at};
    const PlanSeats& plan = *event.seats;
    for (const auto& item : order.items) {
        const auto& place = plan.place(item.seat);
        view.seats.push_back({.seat_id = std::to_string(item.seat),
                              .section = plan.section_name(place.section),
                              .row = plan.row_of(item.seat).label,
                              .seat_number = plan.number(item.seat),
                              .category = plan.categories()[place.category].name,
                              .price = item.price});
    }
    return view;
}

api::Ticket ticket_view(const TicketRecord& ticket, const EventInfo& event, std::string code) {
    const PlanSeats& plan = *event.seats;
    const auto& place = plan.place(ticket.seat);
    return {.id = ticket.id,
            .order_id = ticket.order,
            .event_id = ticket.event,
            .section = plan.section_name(place.section),
            .row = plan.row_of(ticket.seat).label,
            .seat_number = plan.number(ticket.seat),
            .category = plan.categories()[place.category].name,
            .status = ticket.status,
            .code = std::move(code),
            .qr_url = "/api/tickets/" + ticket.id.text() + "/qr.svg"};
}

}  // namespace fairgate
