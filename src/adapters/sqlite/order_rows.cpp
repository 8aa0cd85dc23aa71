#include "adapters/sqlite/order_rows.hpp"

#include "base/assert.hpp"

namespace fairgate::sqlite {
namespace {

constexpr std::string_view kFindOrder = "SELECT " FAIRGATE_ORDER_COLUMNS " FROM orders WHERE id = ?";

constexpr std::string_view kFindByKey =
    "SELECT " FAIRGATE_ORDER_COLUMNS " FROM orders WHERE idempotency_key = ?";

constexpr std::string_view kItems =
    "SELECT seat_index, price, fee FROM order_items WHERE order_id = ? ORDER BY seat_index";

std::optional<std::string> optional_text(const Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return std::string(row.text(column));
}

void read_items(Connection& connection, OrderRecord& order) {
    auto rows = connection.prepare(kItems);
    rows.bind(order.id);
    while (rows.step()) {
        order.items.push_back({static_cast<SeatIndex>(rows.integer(0)), rows.amount(1), rows.amount(2)});
    }
}

std::optional<OrderRecord> read_one(Connection& connection, Statement rows) {
    auto orders = read_orders(connection, std::move(rows));
    if (orders.empty()) return std::nullopt;
    return std::move(orders.front());
}

}  // namespace

OrderRecord read_order(const Statement& row) {
    const auto status = enum_from_name<OrderStatus>(row.text(6));
    FAIRGATE_ASSERT(status.has_value());
    return {.id = row.id<OrderId>(0),
            .event = row.id<EventId>(1),
            .session = row.id<SessionId>(2),
            .user = row.is_null(3) ? std::nullopt : std::optional(row.id<UserId>(3)),
            .hold = row.id<HoldId>(4),
            .email = std::string(row.text(5)),
            .status = *status,
            .subtotal = row.amount(7),
            .fees = row.amount(8),
            .total_amount = row.amount(9),
            .currency = std::string(row.text(10)),
            .attempt = static_cast<std::uint32_t>(row.integer(11)),
            .payment_deadline = row.time(12),
            .hold_expires_at = row.time(13),
            .payment_id = optional_text(row, 14),
            .card_last_four = optional_text(row, 15),
            .capture_due = row.integer(16) != 0,
            .idempotency_key = std::string(row.text(17)),
            .fingerprint = row.blob(18),
            .response = optional_text(row, 19),
            .created_at = row.time(20),
            .items = {}};
}

std::vector<OrderRecord> read_orders(Connection& connection, Statement rows) {
    std::vector<OrderRecord> orders;
    while (rows.step()) orders.push_back(read_order(rows));
    for (auto& order : orders) read_items(connection, order);
    return orders;
}

std::optional<OrderRecord> find_order(Connection& connection, OrderId order) {
    auto rows = connection.prepare(kFindOrder);
    rows.bind(order);
    return read_one(connection, std::move(rows));
}

std::optional<OrderRecord> find_order_by_key(Connection& connection, const std::string& idempotency_key) {
    auto rows = connection.prepare(kFindByKey);
    rows.bind(idempotency_key);
    return read_one(connection, std::move(rows));
}

TicketRecord read_ticket(const Statement& row) {
    const auto status = enum_from_name<api::TicketStatus>(row.text(4));
    FAIRGATE_ASSERT(status.has_value());
    return {row.id<TicketId>(0),
            row.id<OrderId>(1),
            row.id<EventId>(2),
            static_cast<SeatIndex>(row.integer(3)),
            *status,
            row.time(5)};
}

}  // namespace fairgate::sqlite
