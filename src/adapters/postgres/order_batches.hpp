#pragma once

#include "adapters/postgres/connection.hpp"
#include "checkout/order_store.hpp"

#include <variant>

namespace fairgate::postgres {

// What orders are asked and told for many purchases at once, for Batchers.

/// One for each key or id, in their order.
Task<std::vector<std::optional<OrderRecord>>> find_by_keys(Connection& connection,
                                                           std::vector<std::string> keys, Timestamp now);
Task<std::vector<std::optional<OrderRecord>>> find_orders(Connection& connection, std::vector<OrderId> ids,
                                                          Timestamp now);

/// The captures of `orders` are not due any more; of those that are not paid nothing changes.
Task<std::vector<std::monostate>> mark_all_settled(Connection& connection, std::vector<OrderId> orders,
                                                   Timestamp now);

}  // namespace fairgate::postgres
