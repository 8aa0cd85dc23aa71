#include "checkout/orders.hpp"

#include "base/run_on.hpp"
#include "checkout/qr_svg.hpp"

#include <algorithm>

namespace fairgate {

bool owns(const Session& session, const OrderRecord& order) {
    return order.user ? order.user == session.user : order.session == session.id;
}

Task<EventPtr> Orders::event_of(EventId id) {
    EventPtr event = co_await ports_.catalog.find(id);
    if (!event) throw std::runtime_error("event " + id.text() + " has orders but is missing");
    co_return event;
}

api::EventSummary Orders::summary_of(const EventInfo& event) const {
    return event_summary(event, ports_.catalog.status_of(event), rules_.fees,
                         ports_.available(event.record.id));
}

std::string Orders::code_of(const TicketRecord& ticket) const {
    return signer_.code({ticket.id, ticket.order, ticket.event, ticket.seat, ticket.issued_at});
}

Task<std::optional<OrderRecord>> Orders::owned(Session session, OrderId id) {
    auto order = co_await ports_.orders.find(id);
    if (!order || !owns(session, *order)) co_return std::nullopt;
    co_return order;
}

Task<std::expected<api::OrderList, Orders::ListError>> Orders::list(Session session, std::uint32_t limit,
                                                                    std::optional<std::string> cursor) {
    std::optional<OrderId> before;
    if (cursor) {
        before = OrderId::parse(*cursor);
        if (!before) co_return std::unexpected(ListError::bad_cursor);
    }
    limit = std::clamp(limit, 1u, kPageMax);
    // One more than asked for tells whether there is a next page.
    auto orders = co_await ports_.orders.list(session, limit + 1, before);
    api::OrderList page;
    if (orders.size() > limit) {
        orders.resize(limit);
        page.next_cursor = orders.back().id.text();
    }
    for (const auto& order : orders) {
        const EventPtr event = co_await event_of(order.event);
        page.orders.push_back(order_view(order, *event, summary_of(*event)));
    }
    co_return page;
}

Task<std::optional<api::Order>> Orders::find(Session session, OrderId id) {
    const auto order = co_await owned(session, id);
    if (!order) co_return std::nullopt;
    const EventPtr event = co_await event_of(order->event);
    co_return order_view(*order, *event, summary_of(*event));
}

Task<std::optional<api::TicketList>> Orders::tickets(Session session, OrderId id) {
    const auto order = co_await owned(session, id);
    if (!order) co_return std::nullopt;
    const EventPtr event = co_await event_of(order->event);
    const auto tickets = co_await ports_.orders.tickets(id);
    api::TicketList list{.event = summary_of(*event), .tickets = {}};
    for (const auto& ticket : tickets) list.tickets.push_back(ticket_view(ticket, *event, code_of(ticket)));
    co_return list;
}

Task<std::optional<std::string>> Orders::ticket_qr(Session session, TicketId id) {
    const auto ticket = co_await ports_.orders.find_ticket(id);
    if (!ticket) co_return std::nullopt;
    const auto order = co_await owned(session, ticket->order);
    if (!order) co_return std::nullopt;
    std::string drawn = co_await run_on(pool_, [code = code_of(*ticket)] { return qr_svg(code); });
    co_return drawn;
}

}  // namespace fairgate
