#pragma once

#include "adapters/postgres/connection.hpp"
#include "checkout/order_store.hpp"

namespace fairgate::postgres {

/// OrderStore::record_box_office_sales on one connection.
Task<bool> write_box_office_sales(Connection& connection, std::vector<BoxOfficeSale> sales, Timestamp now);

}  // namespace fairgate::postgres
