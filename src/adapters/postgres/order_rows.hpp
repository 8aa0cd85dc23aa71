#pragma once

#include "adapters/postgres/rows.hpp"
#include "adapters/sql/order_rows.hpp"

namespace fairgate::postgres {

/// The columns of `orders o` that read_order reads, in its order; followed by FROM.
#define FAIRGATE_POSTGRES_ORDER_COLUMNS                                                                   \
    FAIRGATE_ORDER_COLUMNS                                                                                \
    ", ARRAY(SELECT ARRAY[i.seat_index, i.price, i.fee] FROM order_items i WHERE i.event_id = o.event_id" \
    " AND i.order_id = o.id ORDER BY i.seat_index)"

/// $1 idempotency keys.
inline constexpr std::string_view kFindOrdersByKeys =
    "SELECT " FAIRGATE_POSTGRES_ORDER_COLUMNS " FROM orders o WHERE o.idempotency_key = ANY ($1::text[])";

OrderRecord read_order(const Row& row);
std::vector<OrderRecord> read_orders(const Rows& rows);
/// The only one of `rows`, if any.
std::optional<OrderRecord> read_one_order(const Rows& rows);

}  // namespace fairgate::postgres
