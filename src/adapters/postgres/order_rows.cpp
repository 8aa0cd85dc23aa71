#include "adapters/postgres/order_rows.hpp"

#include "base/assert.hpp"

namespace fairgate::postgres {
namespace {

std::optional<std::string> optional_text(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return std::string(row.text(column));
}

std::vector<OrderItem> read_items(const Row& row, int column) {
    const auto numbers = row.integers(column);
    std::vector<OrderItem> items;
    for (std::size_t i = 0; i + 2 < numbers.size(); i += 3) {
        items.push_back({static_cast<SeatIndex>(numbers[i]), {numbers[i + 1]}, {numbers[i + 2]}});
    }
    return items;
}

}  // namespace

OrderRecord read_order(const Row& row) {
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
            .capture_due = row.boolean(16),
            .idempotency_key = std::string(row.text(17)),
            .fingerprint = row.blob(18),
            .response = optional_text(row, 19),
            .created_at = row.time(20),
            .items = read_items(row, 21)};
}

std::vector<OrderRecord> read_orders(const Rows& rows) {
    std::vector<OrderRecord> orders;
    for (const Row row : rows) orders.push_back(read_order(row));
    return orders;
}

std::optional<OrderRecord> read_one_order(const Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return read_order(rows.front());
}

TicketRecord read_ticket(const Row& row) {
    const auto status = enum_from_name<api::TicketStatus>(row.text(4));
    FAIRGATE_ASSERT(status.has_value());
    return {row.id<TicketId>(0),
            row.id<OrderId>(1),
            row.id<EventId>(2),
            static_cast<SeatIndex>(row.integer(3)),
            *status,
            row.time(5)};
}

}  // namespace fairgate::postgres
