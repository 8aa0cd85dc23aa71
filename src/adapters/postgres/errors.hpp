#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace fairgate::postgres {

/// The database cannot be reached or takes no more work; what was asked has not been done.
class StoreUnreachable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The connection was lost between a commit and its answer: it may or may not have happened. Look before
/// doing anything else.
class CommitUnknown : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Something the server refused; nothing of its transaction is kept. `code` is the SQLSTATE.
class PostgresError : public std::runtime_error {
  public:
    PostgresError(std::string code, const std::string& message)
        : std::runtime_error(message), code_(std::move(code)) {}

    const std::string& code() const { return code_; }

  private:
    std::string code_;
};

/// The code of a PostgresError when a row of that key is there already.
inline constexpr std::string_view kUniqueViolation = "23505";

/// Why a database cannot be used at all, as one sentence for the operator.
class StoreUnusable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The address names no database: whoever wrote it has to mend it. Says nothing of the address.
class AddressMalformed : public StoreUnusable {
  public:
    using StoreUnusable::StoreUnusable;
};

}  // namespace fairgate::postgres
