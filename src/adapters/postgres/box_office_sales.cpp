#include "adapters/postgres/box_office_sales.hpp"

namespace fairgate::postgres {
namespace {

/// A statement takes no more sales when it has so many seats, to stay far below the server's time limit.
constexpr std::size_t kSeatsPerStatement = 4000;

constexpr std::string_view kInsertOrders =
    "INSERT INTO orders (id, event_id, session_id, hold_id, email, status, subtotal, fees, total_amount,"
    " currency, attempt, payment_deadline, hold_expires_at, payment_id, idempotency_key, fingerprint,"
    " created_at, updated_at)"
    " SELECT id, event_id, 0, 0, 'box-office@localhost', 'paid', subtotal, fees, subtotal + fees, currency, "
    "1,"
    " $7::bigint, $7, 'box-office', key, '', $7, $7"
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])"
    " AS o (id, event_id, subtotal, fees, currency, key)";

constexpr std::string_view kInsertItems =
    "INSERT INTO order_items (order_id, event_id, seat_index, price, fee, voided)"
    " SELECT *, false"
    " FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::bigint[]) AS i";

constexpr std::string_view kInsertTickets =
    "INSERT INTO tickets (id, order_id, event_id, seat_index, status, issued_at)"
    " SELECT id, order_id, event_id, seat, 'valid', $5::bigint"
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[]) AS t (id, order_id, event_id, seat)";

constexpr std::string_view kSellFreeSeats =
    "UPDATE seats s SET status = 2, order_id = i.order_id, version = s.version + 1"
    " FROM unnest($1::bigint[], $2::bigint[], $3::int[]) AS i (order_id, event_id, seat)"
    " WHERE s.event_id = i.event_id AND s.seat_index = i.seat AND s.status = 0";

/// The columns of many sales.
struct Columns {
    std::vector<OrderId> orders;
    std::vector<EventId> events;
    std::vector<MinorUnits> subtotals;
    std::vector<MinorUnits> order_fees;
    std::vector<std::string> currencies;
    std::vector<std::string> keys;

    std::vector<OrderId> item_orders;
    std::vector<EventId> item_events;
    std::vector<SeatIndex> seats;
    std::vector<MinorUnits> prices;
    std::vector<MinorUnits> fees;
    std::vector<TicketId> tickets;

    void add(const BoxOfficeSale& sale) {
        MinorUnits subtotal;
        MinorUnits total_fees;
        TicketId ticket = sale.first_ticket;
        for (const auto& item : sale.items) {
            subtotal += item.price;
            total_fees += item.fee;
            item_orders.push_back(sale.order);
            item_events.push_back(sale.event);
            seats.push_back(item.seat);
            prices.push_back(item.price);
            fees.push_back(item.fee);
            tickets.push_back(ticket);
            ticket.value += 1;
        }
        orders.push_back(sale.order);
        events.push_back(sale.event);
        subtotals.push_back(subtotal);
        order_fees.push_back(total_fees);
        currencies.push_back(sale.currency);
        keys.push_back("box-office-" + sale.order.text());
    }
};

/// The last of the calls sells the seats.
std::vector<Call> calls_for(const Columns& c, Timestamp now) {
    std::vector<Call> calls;
    calls.emplace_back(kInsertOrders, c.orders, c.events, c.subtotals, c.order_fees, c.currencies, c.keys,
                       now);
    calls.emplace_back(kInsertItems, c.item_orders, c.item_events, c.seats, c.prices, c.fees);
    calls.emplace_back(kInsertTickets, c.tickets, c.item_orders, c.item_events, c.seats, now);
    calls.emplace_back(kSellFreeSeats, c.item_orders, c.item_events, c.seats);
    return calls;
}

}  // namespace

Task<bool> write_box_office_sales(Connection& connection, std::vector<BoxOfficeSale> sales, Timestamp now) {
    co_await connection.begin({});
    for (auto sale = sales.begin(); sale != sales.end();) {
        Columns columns;
        while (sale != sales.end() && columns.seats.size() < kSeatsPerStatement) columns.add(*sale++);
        const std::vector<Rows> answers = co_await connection.ask(calls_for(columns, now));
        if (answers.back().changed() != static_cast<std::int64_t>(columns.seats.size())) {
            throw std::runtime_error("a seat that the box office sells is not available");
        }
    }
    co_await connection.commit(std::vector<Call>{});
    co_return true;
}

}  // namespace fairgate::postgres
