#include "adapters/sqlite/connection.hpp"

#include <sqlite3.h>

namespace fairgate::sqlite {
namespace {

[[noreturn]] void fail(sqlite3* handle) {
    throw SqliteError(sqlite3_extended_errcode(handle), sqlite3_errmsg(handle));
}

void check(sqlite3_stmt* statement, int code) {
    if (code != SQLITE_OK) fail(sqlite3_db_handle(statement));
}

}  // namespace

bool SqliteError::is_constraint() const {
    return (code_ & 0xFF) == SQLITE_CONSTRAINT;
}

bool SqliteError::is_full() const {
    return (code_ & 0xFF) == SQLITE_FULL;
}

Statement::~Statement() {
    if (!handle_) return;
    sqlite3_reset(handle_);
    sqlite3_clear_bindings(handle_);
}

Statement& Statement::bind(std::int64_t value) {
    check(handle_, sqlite3_bind_int64(handle_, next_++, value));
    return *this;
}

Statement& Statement::bind(std::string_view value) {
    check(handle_, sqlite3_bind_text64(handle_, next_++, value.data() ? value.data() : "", value.size(),
                                       SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind(const Bytes& value) {
    check(handle_, sqlite3_bind_blob64(handle_, next_++, value.data(), value.size(), SQLITE_TRANSIENT));
    return *this;
}

Statement& Statement::bind(std::nullopt_t) {
    check(handle_, sqlite3_bind_null(handle_, next_++));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail(sqlite3_db_handle(handle_));
}

int Statement::run() {
    while (step()) {
    }
    const int changed = sqlite3_changes(sqlite3_db_handle(handle_));
    reset();
    return changed;
}

void Statement::reset() {
    sqlite3_reset(handle_);
    next_ = 1;
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(handle_, column);
}

std::string_view Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
    return {data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

Bytes Statement::blob(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_, column));
    return Bytes(data, data + sqlite3_column_bytes(handle_, column));
}

Connection::Connection(const std::filesystem::path& file, Mode mode) {
    // Nobody reads SQLite's figures of its memory, and keeping them takes a lock of the process for each
    // piece.
    [[maybe_unused]] static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    const int flags =
        SQLITE_OPEN_NOMUTEX |
        (mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        const SqliteError error(sqlite3_extended_errcode(handle_), sqlite3_errmsg(handle_));
        sqlite3_close(handle_);
        throw error;
    }
    sqlite3_extended_result_codes(handle_, 1);
    // Only the writer may checkpoint, see Writer.
    if (mode == Mode::read_only) sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Connection::~Connection() {
    for (const auto& [sql, statement] : cache_) sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

Statement Connection::prepare(std::string_view sql) {
    auto& statement = cache_[sql.data()];
    if (!statement && sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
        fail(handle_);
    }
    return Statement(statement);
}

void Connection::execute(const std::string& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle_);
}

}  // namespace fairgate::sqlite
