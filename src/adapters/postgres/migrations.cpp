#include "adapters/postgres/migrations.hpp"

#include "adapters/postgres/migration_files.hpp"

#include <fmt/format.h>

namespace fairgate::postgres {
namespace {

/// Any number will do that no other user of the database locks.
constexpr std::int64_t kMigrationLock = 0x6661697267617465;

constexpr std::string_view kLock = "SELECT pg_advisory_lock($1)";
constexpr std::string_view kUnlock = "SELECT pg_advisory_unlock($1)";
constexpr std::string_view kHasVersions = "SELECT to_regclass('schema_versions') IS NOT NULL";
constexpr std::string_view kVersion = "SELECT coalesce(max(version), 0) FROM schema_versions";
constexpr std::string_view kRecordVersion = "INSERT INTO schema_versions (version) VALUES ($1)";
constexpr const char* kMakeVersions =
    "CREATE TABLE IF NOT EXISTS schema_versions (version integer PRIMARY KEY,"
    " applied_at timestamptz NOT NULL DEFAULT now())";
/// The search folds letters with the locale of the database.
constexpr std::string_view kFoldsLetters = "SELECT lower('É') = 'é' AND 'é' ~ '^[[:alnum:]]$'";

int newest_version() {
    return static_cast<int>(migrations().size());
}

StoreUnusable too_new(int version) {
    return StoreUnusable(
        fmt::format("The PostgreSQL database has schema {}, this program knows schemas up to {}: it was used "
                    "by a newer version. Run that one.",
                    version, newest_version()));
}

Task<void> check_locale(Connection& connection) {
    const Rows rows = co_await connection.ask(Call(kFoldsLetters));
    if (rows.front().boolean(0)) co_return;
    throw StoreUnusable(
        "The PostgreSQL database knows ASCII letters alone: make one with a UTF-8 locale, for example "
        "CREATE DATABASE fairgate TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'.");
}

Task<void> apply(Connection& connection, int version) {
    co_await connection.run_script("BEGIN");
    co_await connection.run_script(std::string(migrations()[static_cast<std::size_t>(version) - 1]));
    co_await connection.commit(Call(kRecordVersion, version));
}

}  // namespace

std::span<const std::string_view> migrations() {
    return kMigrationFiles;
}

Task<int> schema_version(Connection& connection) {
    const Rows exists = co_await connection.ask(Call(kHasVersions));
    if (!exists.front().boolean(0)) co_return 0;
    const Rows version = co_await connection.ask(Call(kVersion));
    co_return static_cast<int>(version.front().integer(0));
}

Task<int> migrate(Connection& connection) {
    co_await check_locale(connection);
    co_await connection.ask(Call(kLock, kMigrationLock));
    co_await connection.run_script(kMakeVersions);
    const int before = co_await schema_version(connection);
    if (before > newest_version()) throw too_new(before);
    for (int version = before + 1; version <= newest_version(); ++version) {
        co_await apply(connection, version);
    }
    co_await connection.ask(Call(kUnlock, kMigrationLock));
    co_return before;
}

Task<void> check_schema(Connection& connection) {
    const int version = co_await schema_version(connection);
    if (version > newest_version()) throw too_new(version);
    if (version == newest_version()) co_return;
    throw StoreUnusable(fmt::format(
        "The PostgreSQL database has schema {}, this program needs {}: run 'fairgate migrate' first.",
        version, newest_version()));
}

}  // namespace fairgate::postgres
