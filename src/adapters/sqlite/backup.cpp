#include "adapters/sqlite/backup.hpp"

#include "adapters/sqlite/store_access.hpp"

namespace fairgate::sqlite {
namespace {

constexpr std::string_view kCopy = "VACUUM INTO ?";

}  // namespace

void copy_store(const std::filesystem::path& folder, const std::filesystem::path& file) {
    const auto connection = open_to_read(folder);
    connection->prepare(kCopy).bind(file.string()).run();
}

}  // namespace fairgate::sqlite
