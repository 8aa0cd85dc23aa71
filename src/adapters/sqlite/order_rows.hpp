#pragma once

#include "adapters/sqlite/connection.hpp"
#include "checkout/order_store.hpp"

namespace fairgate::sqlite {

/// The columns of `orders` that sql::read_order reads, in its order; followed by FROM or WHERE.
#define FAIRGATE_ORDER_COLUMNS                                                                        \
    "id, event_id, session_id, user_id, hold_id, email, status, subtotal, fees, total_amount, "       \
    "currency, attempt, payment_deadline, hold_expires_at, payment_id, card_last_four, capture_due, " \
    "idempotency_key, fingerprint, response, created_at"

/// All orders of `rows` with their items.
std::vector<OrderRecord> read_orders(Connection& connection, Statement rows);

std::optional<OrderRecord> find_order(Connection& connection, OrderId order);
std::optional<OrderRecord> find_order_by_key(Connection& connection, const std::string& idempotency_key);

}  // namespace fairgate::sqlite
