#include "checkout/box_office.hpp"

#include <algorithm>

namespace fairgate {

Task<void> BoxOffice::sell(std::vector<DemoSale> sales) {
    const Timestamp now = clock_.now();
    // Thousands of ids of one moment would collide if each were random.
    OrderId next_order = OrderId::make(now, random_);
    TicketId next_ticket = TicketId::make(now, random_);
    std::vector<BoxOfficeSale> records;
    records.reserve(sales.size());
    for (auto& sale : sales) {
        const EventPtr event = co_await catalog_.find(sale.event);
        if (!event) throw std::runtime_error("there is no event " + sale.event.text());
        std::ranges::sort(sale.seats);
        records.push_back({.order = next_order,
                           .event = sale.event,
                           .currency = event->record.currency,
                           .items = price_seats(*event, sale.seats, fees_),
                           .first_ticket = next_ticket});
        next_order.value += 1;
        next_ticket.value += sale.seats.size();
    }
    co_await orders_.record_box_office_sales(std::move(records), now);
}

}  // namespace fairgate
