#include "adapters/postgres/postgres_audit.hpp"

#include "adapters/postgres/order_rows.hpp"

namespace fairgate::postgres {
namespace {

constexpr std::string_view kOneMoment = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
constexpr std::string_view kOrders = "SELECT " FAIRGATE_POSTGRES_ORDER_COLUMNS " FROM orders o";
constexpr std::string_view kItems =
    "SELECT order_id, event_id, seat_index, price, fee, voided FROM order_items";
constexpr std::string_view kSoldSeats = "SELECT event_id, seat_index, order_id FROM seats WHERE status = 2";
constexpr std::string_view kTickets =
    "SELECT id, order_id, event_id, seat_index, status, issued_at FROM tickets";

}  // namespace

Task<AuditInput> read_audit_input(Connection& connection) {
    std::vector<Call> calls;
    for (const auto sql : {kOneMoment, kOrders, kItems, kSoldSeats, kTickets}) calls.emplace_back(sql);
    const std::vector<Rows> answers = co_await connection.begin(std::move(calls));
    AuditInput input;
    for (const Row row : answers[1]) {
        input.orders.push_back(read_order(row));
        // The audit holds orders against the items themselves.
        input.orders.back().items.clear();
    }
    for (const Row row : answers[2]) {
        const OrderItem item{static_cast<SeatIndex>(row.integer(2)), row.amount(3), row.amount(4)};
        input.items.push_back({row.id<OrderId>(0), row.id<EventId>(1), item, row.boolean(5)});
    }
    for (const Row row : answers[3]) {
        input.sold_seats.push_back(
            {row.id<EventId>(0), static_cast<SeatIndex>(row.integer(1)), row.id<OrderId>(2)});
    }
    for (const Row row : answers[4]) input.tickets.push_back(read_ticket(row));
    co_await connection.roll_back();
    co_return input;
}

}  // namespace fairgate::postgres
