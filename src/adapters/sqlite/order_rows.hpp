#pragma once

#include "adapters/sqlite/connection.hpp"
#include "checkout/order_store.hpp"

namespace fairgate::sqlite {

/// All orders of `rows` with their items.
std::vector<OrderRecord> read_orders(Connection& connection, Statement rows);

std::optional<OrderRecord> find_order(Connection& connection, OrderId order);
std::optional<OrderRecord> find_order_by_key(Connection& connection, const std::string& idempotency_key);

}  // namespace fairgate::sqlite
