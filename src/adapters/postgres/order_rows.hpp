#pragma once

#include "adapters/postgres/rows.hpp"
#include "checkout/order_store.hpp"

namespace fairgate::postgres {

/// The columns of `orders o` that read_order reads, in its order; followed by FROM.
#define FAIRGATE_POSTGRES_ORDER_COLUMNS                                                                  \
    "o.id, o.event_id, o.session_id, o.user_id, o.hold_id, o.email, o.status, o.subtotal, o.fees, "      \
    "o.total_amount, o.currency, o.attempt, o.payment_deadline, o.hold_expires_at, o.payment_id, "       \
    "o.card_last_four, o.capture_due, o.idempotency_key, o.fingerprint, o.response, o.created_at, "      \
    "ARRAY(SELECT ARRAY[i.seat_index, i.price, i.fee] FROM order_items i WHERE i.event_id = o.event_id " \
    "AND i.order_id = o.id ORDER BY i.seat_index)"

OrderRecord read_order(const Row& row);
std::vector<OrderRecord> read_orders(const Rows& rows);
/// The only one of `rows`, if any.
std::optional<OrderRecord> read_one_order(const Rows& rows);

}  // namespace fairgate::postgres
