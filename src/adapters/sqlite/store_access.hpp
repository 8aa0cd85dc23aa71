#pragma once

#include "adapters/sqlite/connection.hpp"

#include <filesystem>
#include <memory>

namespace fairgate::sqlite {

/// Why a store cannot be used, as one sentence for the operator.
class StoreUnusable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The user that this process runs as.
std::string user_name();

/// "it belongs to root and this runs as fairgate": what somebody has to know who was refused a file.
std::string whose(const std::filesystem::path& file);

/// Throws StoreUnusable when `file` has had migrations that this program does not know.
void refuse_newer(Connection& connection, const std::filesystem::path& file);

/// The store of a data folder for reading, while a server may be using it. Throws StoreUnusable when there is
/// none, when it is not ours to read, and when a newer program has used it; else SqliteError.
std::unique_ptr<Connection> open_to_read(const std::filesystem::path& folder);

}  // namespace fairgate::sqlite
