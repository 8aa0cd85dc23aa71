#include "adapters/sqlite/sqlite_audit.hpp"

#include "adapters/sql/order_rows.hpp"
#include "adapters/sqlite/store_access.hpp"

namespace fairgate::sqlite {
namespace {

constexpr std::string_view kOrders = "SELECT " FAIRGATE_ORDER_COLUMNS " FROM orders";
constexpr std::string_view kItems =
    "SELECT order_id, event_id, seat_index, price, fee, voided FROM order_items";
constexpr std::string_view kSoldSeats = "SELECT event_id, seat_index, order_id FROM seats WHERE status = 2";
constexpr std::string_view kTickets =
    "SELECT id, order_id, event_id, seat_index, status, issued_at FROM tickets";

void read_all(Connection& connection, AuditInput& input) {
    auto orders = connection.prepare(kOrders);
    while (orders.step()) input.orders.push_back(sql::read_order(orders));
    auto items = connection.prepare(kItems);
    while (items.step()) input.items.push_back(sql::read_audit_item(items));
    auto seats = connection.prepare(kSoldSeats);
    while (seats.step()) input.sold_seats.push_back(sql::read_audit_seat(seats));
    auto tickets = connection.prepare(kTickets);
    while (tickets.step()) input.tickets.push_back(sql::read_ticket(tickets));
}

}  // namespace

AuditInput read_audit_input(Connection& connection) {
    AuditInput input;
    connection.execute("BEGIN");
    read_all(connection, input);
    connection.execute("COMMIT");
    return input;
}

AuditInput read_audit_input(const std::filesystem::path& folder) {
    const auto connection = open_to_read(folder);
    return read_audit_input(*connection);
}

void check_audit_input(const std::filesystem::path& folder) {
    const auto connection = open_to_read(folder);
    for (const auto sql : {kOrders, kItems, kSoldSeats, kTickets}) connection->prepare(sql);
}

}  // namespace fairgate::sqlite
