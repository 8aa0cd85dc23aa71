#pragma once

#include "catalog/event.hpp"
#include "checkout/order_store.hpp"
#include "checkout/ticket_code.hpp"

#include <functional>

namespace fairgate {

/// How many seats of an event can be had right now. Called on any thread, returns at once.
using AvailableSeats = std::function<std::uint32_t(EventId)>;

/// The event as it stands in lists and beside orders. Lowest and highest price include fees.
api::EventSummary event_summary(const EventInfo& event, EventStatus status, FeeRule fees,
                                std::uint32_t available);

/// Prices and fees of `seats` from the catalogue: what a buyer says they cost is never asked.
std::vector<OrderItem> price_seats(const EventInfo& event, const std::vector<SeatIndex>& seats, FeeRule fees);

api::Order order_view(const OrderRecord& order, const EventInfo& event, api::EventSummary summary);

api::Ticket ticket_view(const TicketRecord& ticket, const EventInfo& event, std::string code);

}  // namespace fairgate
