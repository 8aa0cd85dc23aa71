#pragma once

#include "adapters/sqlite/connection.hpp"
#include "catalog/catalog_store.hpp"

namespace fairgate::sqlite {

/// What a visitor typed as an FTS5 query that means only these words: everything is quoted, nothing is
/// syntax. Empty when there is no word in it.
std::string match_expression(std::string_view words);

/// CatalogStore::search on one connection.
std::expected<EventPage, SearchError> search_events(Connection& connection, const EventQuery& query,
                                                    Timestamp now);

}  // namespace fairgate::sqlite
