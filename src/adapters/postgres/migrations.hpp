#pragma once

#include "adapters/postgres/connection.hpp"

#include <span>

namespace fairgate::postgres {

/// The SQL of migration N stands at N - 1. Numbers and meaning are those of the embedded store.
std::span<const std::string_view> migrations();

/// The version a database is at; 0 when it is empty.
Task<int> schema_version(Connection& connection);

/// Brings the database to the newest version, each step in a transaction of its own, and returns the version
/// it was at. Whoever comes while another does it waits, and finds it done. Throws StoreUnusable when the
/// database is newer, or would not compare letters as Fairgate needs it.
Task<int> migrate(Connection& connection);

/// Throws StoreUnusable unless the database is at the very version that this program knows.
Task<void> check_schema(Connection& connection);

}  // namespace fairgate::postgres
