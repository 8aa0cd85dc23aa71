#include "adapters/sqlite/backup.hpp"

#include "adapters/sqlite/connection.hpp"

namespace fairgate::sqlite {
namespace {

constexpr std::string_view kCopy = "VACUUM INTO ?";

}  // namespace

void copy_store(const std::filesystem::path& folder, const std::filesystem::path& file) {
    Connection connection(folder / "fairgate.db", Connection::Mode::read_only);
    connection.prepare(kCopy).bind(file.string()).run();
}

}  // namespace fairgate::sqlite
