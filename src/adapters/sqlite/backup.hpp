#pragma once

#include <filesystem>

namespace fairgate::sqlite {

/// Writes the embedded store of `folder` as it is at one moment, whatever a server does meanwhile, to `file`,
/// which must not exist. Throws SqliteError.
void copy_store(const std::filesystem::path& folder, const std::filesystem::path& file);

}  // namespace fairgate::sqlite
