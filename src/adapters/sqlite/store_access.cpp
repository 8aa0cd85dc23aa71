#include "adapters/sqlite/store_access.hpp"

#include "adapters/sqlite/migrations.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fairgate::sqlite {
namespace {

std::string name_of(uid_t user) {
    const passwd* known = ::getpwuid(user);
    return known ? known->pw_name : fmt::format("user {}", user);
}

StoreUnusable not_ours(const std::filesystem::path& file, const std::filesystem::path& refused,
                       const std::string& why) {
    return StoreUnusable(fmt::format("{} cannot be opened: {}; {}. Run this as its owner.", file.string(),
                                     why, whose(refused)));
}

}  // namespace

std::string user_name() {
    return name_of(::geteuid());
}

std::string whose(const std::filesystem::path& file) {
    struct stat facts{};
    if (::stat(file.c_str(), &facts) != 0) return "this runs as " + user_name();
    return fmt::format("it belongs to {} and this runs as {}", name_of(facts.st_uid), user_name());
}

void refuse_newer(Connection& connection, const std::filesystem::path& file) {
    const int version = schema_version(connection);
    const int newest = static_cast<int>(migrations().size());
    if (version <= newest) return;
    throw StoreUnusable(
        fmt::format("{} has schema {}, this program knows schemas up to {}: it was used by a newer version. "
                    "Run that one.",
                    file.string(), version, newest));
}

std::unique_ptr<Connection> open_to_read(const std::filesystem::path& folder) {
    const auto file = folder / "fairgate.db";
    std::error_code error;
    const bool exists = std::filesystem::exists(file, error);
    if (error) throw not_ours(file, folder, error.message());
    if (!exists) {
        throw StoreUnusable(
            fmt::format("There is no embedded store in {}. Is --data right?", folder.string()));
    }
    try {
        auto connection = std::make_unique<Connection>(file, Connection::Mode::read_only);
        refuse_newer(*connection, file);
        return connection;
    } catch (const SqliteError& refusal) {
        const int code = refusal.code() & 0xFF;
        const bool is_shut = code == SQLITE_CANTOPEN || code == SQLITE_PERM || code == SQLITE_READONLY;
        if (is_shut) throw not_ours(file, file, refusal.what());
        throw;
    }
}

}  // namespace fairgate::sqlite
