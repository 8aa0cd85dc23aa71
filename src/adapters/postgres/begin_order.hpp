#pragma once

#include "adapters/postgres/connection.hpp"
#include "checkout/order_store.hpp"

namespace fairgate::postgres {

/// OrderStore::begin on one connection.
Task<BeginResult> begin_order(Connection& connection, NewOrder order, Timestamp now);

}  // namespace fairgate::postgres
