#include "adapters/postgres/postgres_audit.hpp"

#include "adapters/sql/order_rows.hpp"

namespace fairgate::postgres {
namespace {

constexpr std::string_view kOneMoment = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
constexpr std::string_view kOrders = "SELECT " FAIRGATE_ORDER_COLUMNS " FROM orders";
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
    for (const Row row : answers[1]) input.orders.push_back(sql::read_order(row));
    for (const Row row : answers[2]) input.items.push_back(sql::read_audit_item(row));
    for (const Row row : answers[3]) input.sold_seats.push_back(sql::read_audit_seat(row));
    for (const Row row : answers[4]) input.tickets.push_back(sql::read_ticket(row));
    co_await connection.roll_back();
    co_return input;
}

}  // namespace fairgate::postgres
