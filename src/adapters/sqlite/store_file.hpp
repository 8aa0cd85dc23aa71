#pragma once

#include "adapters/sqlite/reader_pool.hpp"
#include "adapters/sqlite/store_access.hpp"
#include "adapters/sqlite/writer.hpp"

#include <filesystem>
#include <optional>

namespace fairgate::sqlite {

/// The embedded store: `fairgate.db` in a data folder that this process alone may use, brought to the newest
/// schema.
///
/// Must outlive the adapters built on it.
class StoreFile {
  public:
    /// Creates the folder and the file when they are missing. Throws StoreUnusable when the folder is in use
    /// by another process or read-only, or the file is corrupt or from a newer version.
    explicit StoreFile(const std::filesystem::path& folder);
    ~StoreFile();

    Writer& writer() { return *writer_; }
    ReaderPool& readers() { return *readers_; }
    const std::filesystem::path& folder() const { return folder_; }

    static constexpr unsigned kReaders = 2;

  private:
    void lock_folder();

    std::filesystem::path folder_;
    int lock_ = -1;
    std::optional<Writer> writer_;
    std::optional<ReaderPool> readers_;
};

}  // namespace fairgate::sqlite
