#pragma once

#include "base/assert.hpp"
#include "checkout/audit.hpp"
#include "checkout/order_store.hpp"

namespace fairgate::sql {

/// The columns of `orders` that read_order reads, in its order.
#define FAIRGATE_ORDER_COLUMNS                                                                        \
    "id, event_id, session_id, user_id, hold_id, email, status, subtotal, fees, total_amount, "       \
    "currency, attempt, payment_deadline, hold_expires_at, payment_id, card_last_four, capture_due, " \
    "idempotency_key, fingerprint, response, created_at, trace"

/// The order of a row that begins with FAIRGATE_ORDER_COLUMNS, without its items.
template <class Row>
OrderRecord read_order(const Row& row) {
    const auto status = enum_from_name<OrderStatus>(row.text(6));
    FAIRGATE_ASSERT(status.has_value());
    return {.id = row.template id<OrderId>(0),
            .event = row.template id<EventId>(1),
            .session = row.template id<SessionId>(2),
            .user = row.is_null(3) ? std::nullopt : std::optional(row.template id<UserId>(3)),
            .hold = row.template id<HoldId>(4),
            .email = std::string(row.text(5)),
            .status = *status,
            .subtotal = row.amount(7),
            .fees = row.amount(8),
            .total_amount = row.amount(9),
            .currency = std::string(row.text(10)),
            .attempt = static_cast<std::uint32_t>(row.integer(11)),
            .payment_deadline = row.time(12),
            .hold_expires_at = row.time(13),
            .payment_id = row.optional_text(14),
            .card_last_four = row.optional_text(15),
            .settlement_due = row.boolean(16),
            .idempotency_key = std::string(row.text(17)),
            .fingerprint = row.blob(18),
            .response = row.optional_text(19),
            .created_at = row.time(20),
            .trace = std::string(row.text(21)),
            .items = {}};
}

/// The ticket of a row of `id, order_id, event_id, seat_index, status, issued_at`.
template <class Row>
TicketRecord read_ticket(const Row& row) {
    const auto status = enum_from_name<api::TicketStatus>(row.text(4));
    FAIRGATE_ASSERT(status.has_value());
    return {row.template id<TicketId>(0),
            row.template id<OrderId>(1),
            row.template id<EventId>(2),
            static_cast<SeatIndex>(row.integer(3)),
            *status,
            row.time(5)};
}

/// The item of a row of `order_id, event_id, seat_index, price, fee, voided`.
template <class Row>
AuditItem read_audit_item(const Row& row) {
    const OrderItem item{static_cast<SeatIndex>(row.integer(2)), row.amount(3), row.amount(4)};
    return {row.template id<OrderId>(0), row.template id<EventId>(1), item, row.boolean(5)};
}

/// The sold seat of a row of `event_id, seat_index, order_id`.
template <class Row>
AuditSeat read_audit_seat(const Row& row) {
    return {row.template id<EventId>(0), static_cast<SeatIndex>(row.integer(1)), row.template id<OrderId>(2)};
}

}  // namespace fairgate::sql
