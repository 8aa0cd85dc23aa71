#pragma once

#include "adapters/sqlite/connection.hpp"

#include <span>
#include <string_view>

namespace fairgate::sqlite {

/// The SQL of migration N stands at N - 1; PRAGMA user_version says how many a file has had.
std::span<const std::string_view> migrations();

/// The version a file is at. Throws SqliteError when it is no database.
int schema_version(Connection& connection);

/// Brings the file to the newest version, each step in a transaction of its own. The file must not be newer.
void migrate(Connection& connection);

}  // namespace fairgate::sqlite
