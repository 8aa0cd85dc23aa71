#include "adapters/sqlite/migrations.hpp"

#include "adapters/sqlite/migration_files.hpp"

#include <fmt/format.h>

namespace fairgate::sqlite {

std::span<const std::string_view> migrations() {
    return kMigrationFiles;
}

int schema_version(Connection& connection) {
    auto row = connection.prepare("PRAGMA user_version");
    row.step();
    return static_cast<int>(row.integer(0));
}

void migrate(Connection& connection) {
    const auto files = migrations();
    for (auto version = static_cast<std::size_t>(schema_version(connection)); version < files.size();
         ++version) {
        connection.execute("BEGIN IMMEDIATE");
        connection.execute(std::string(files[version]));
        connection.execute(fmt::format("PRAGMA user_version = {}", version + 1));
        connection.execute("COMMIT");
    }
}

}  // namespace fairgate::sqlite
