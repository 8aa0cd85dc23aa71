#pragma once

#include "adapters/postgres/connection.hpp"
#include "catalog/catalog_store.hpp"

namespace fairgate::postgres {

/// CatalogStore::search on one connection.
Task<std::expected<EventPage, SearchError>> search_events(Connection& connection, EventQuery query,
                                                          Timestamp now);

}  // namespace fairgate::postgres
