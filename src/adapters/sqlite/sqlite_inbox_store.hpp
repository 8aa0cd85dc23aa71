#pragma once

#include "adapters/sqlite/store_file.hpp"
#include "notify/inbox_store.hpp"

namespace fairgate::sqlite {

/// The inbox of the embedded store. Thread-safe; every call is one job of the writer.
class SqliteInboxStore final : public InboxStore {
  public:
    explicit SqliteInboxStore(StoreFile& file) : file_(file) {}

    Task<InboxClaim> claim(std::string consumer, std::string message, Timestamp now,
                           Timestamp until) override;
    Task<void> finish(std::string consumer, std::string message, Timestamp now) override;
    Task<void> give_back(std::string consumer, std::string message) override;
    Task<std::uint32_t> forget(Timestamp before, std::uint32_t limit) override;

  private:
    StoreFile& file_;
};

}  // namespace fairgate::sqlite
