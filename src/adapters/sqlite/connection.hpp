#pragma once

#include "adapters/sql/typed_row.hpp"
#include "base/encoding.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace fairgate::sqlite {

/// Something SQLite refused. `code` is its extended result code.
class SqliteError : public std::runtime_error {
  public:
    SqliteError(int code, const std::string& message) : std::runtime_error(message), code_(code) {}

    int code() const { return code_; }
    bool is_constraint() const;
    bool is_full() const;

  private:
    int code_;
};

/// A prepared statement of a Connection, reset when this handle goes. Parameters are bound in order by
/// `bind`, columns are read by 0-based number. Everything throws SqliteError.
class Statement : public sql::TypedRow<Statement> {
  public:
    explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
    Statement(Statement&& other) noexcept
        : handle_(std::exchange(other.handle_, nullptr)), next_(other.next_) {}
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    Statement& bind(std::int64_t value);
    Statement& bind(std::string_view value);
    Statement& bind(const Bytes& value);
    Statement& bind(std::nullopt_t);
    Statement& bind(bool value) { return bind(std::int64_t{value}); }
    Statement& bind(std::uint32_t value) { return bind(std::int64_t{value}); }
    Statement& bind(MinorUnits value) { return bind(value.value); }
    Statement& bind(Timestamp value) { return bind(std::int64_t{value.time_since_epoch().count()}); }
    Statement& bind(const char* value) { return bind(std::string_view(value)); }
    Statement& bind(const std::string& value) { return bind(std::string_view(value)); }
    template <class Tag>
    Statement& bind(Id<Tag> value) {
        return bind(static_cast<std::int64_t>(value.value));
    }
    template <class T>
    Statement& bind(const std::optional<T>& value) {
        return value ? bind(*value) : bind(std::nullopt);
    }
    template <class... Values>
    Statement& bind_all(const Values&... values) {
        (bind(values), ...);
        return *this;
    }

    /// Moves to the next row; false at the end.
    bool step();
    /// Runs to the end and returns the number of rows changed; ready to be bound again.
    int run();
    /// Ready to be bound again.
    void reset();

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    /// Valid until the next step.
    std::string_view text(int column) const;
    Bytes blob(int column) const;
    bool boolean(int column) const { return integer(column) != 0; }

  private:
    sqlite3_stmt* handle_;
    int next_ = 1;
};

/// One connection, for one thread at a time. Keeps every statement it has prepared.
class Connection {
  public:
    enum class Mode { read_write, read_only };

    Connection(const std::filesystem::path& file, Mode mode);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// `sql` must be a constant: statements are cached by its address and length.
    Statement prepare(std::string_view sql);

    /// Runs one or several statements without parameters or results.
    void execute(const std::string& sql);

    sqlite3* handle() const { return handle_; }

  private:
    sqlite3* handle_ = nullptr;
    std::unordered_map<const char*, sqlite3_stmt*> cache_;
};

}  // namespace fairgate::sqlite
