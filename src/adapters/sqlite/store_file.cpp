#include "adapters/sqlite/store_file.hpp"

#include "adapters/sqlite/migrations.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace fairgate::sqlite {
namespace {

constexpr const char* kFileName = "fairgate.db";

/// FULL: a commit is on disk before its caller hears of it. The page cache is 64 MiB.
constexpr const char* kWriterSettings =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = "
    "-65536;"
    "PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY;";

StoreUnusable explain(const SqliteError& error, const std::filesystem::path& file) {
    switch (error.code() & 0xFF) {
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
            return StoreUnusable(
                fmt::format("{} is damaged or not a Fairgate store ({}). Restore it from a backup, or start "
                            "with another --data "
                            "folder.",
                            file.string(), error.what()));
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return StoreUnusable(
                fmt::format("{} is locked by another program. Stop it and try again.", file.string()));
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return StoreUnusable(fmt::format("{} cannot be written ({}). Check its owner and permissions.",
                                             file.string(), error.what()));
        case SQLITE_FULL:
            return StoreUnusable(
                fmt::format("The disk of {} is full. Free some space and try again.", file.string()));
        default:
            return StoreUnusable(fmt::format("{} cannot be used: {}.", file.string(), error.what()));
    }
}

void prepare(Connection& connection, const std::filesystem::path& file) {
    connection.execute(kWriterSettings);
    refuse_newer(connection, file);
    migrate(connection);
}

}  // namespace

StoreFile::StoreFile(const std::filesystem::path& folder) : folder_(folder) {
    lock_folder();
    const auto file = folder_ / kFileName;
    try {
        writer_.emplace(file);
        writer_->configure([&file](Connection& connection) { prepare(connection, file); });
        readers_.emplace(file, kReaders);
    } catch (const SqliteError& error) {
        writer_.reset();
        ::close(lock_);
        throw explain(error, file);
    } catch (...) {
        writer_.reset();
        ::close(lock_);
        throw;
    }
}

StoreFile::~StoreFile() {
    readers_.reset();
    writer_.reset();
    ::close(lock_);
}

void StoreFile::lock_folder() {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error) {
        throw StoreUnusable(fmt::format("The data folder {} cannot be made: {}. Choose another with --data.",
                                        folder_.string(), error.message()));
    }
    const auto path = folder_ / "fairgate.lock";
    lock_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_ < 0) {
        const std::string why = std::strerror(errno);
        // Such as one that root's import has left.
        if (std::filesystem::exists(path, error)) {
            throw StoreUnusable(
                fmt::format("{} cannot be opened: {}; {}. To make the folder yours: chown -R {} {}",
                            path.string(), why, whose(path), user_name(), folder_.string()));
        }
        throw StoreUnusable(fmt::format(
            "The data folder {} cannot be written: {}. Choose another with --data.", folder_.string(), why));
    }
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock_);
        throw StoreUnusable(
            fmt::format("The data folder {} is in use by another fairgate process. Stop it, or choose "
                        "another --data folder.",
                        folder_.string()));
    }
}

}  // namespace fairgate::sqlite
