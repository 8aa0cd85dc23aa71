#pragma once

#include "adapters/sqlite/store_file.hpp"
#include "notify/outbox_store.hpp"

namespace fairgate::sqlite {

/// The outbox of the embedded store. Thread-safe; every writing call is one job of the writer.
class SqliteOutboxStore final : public OutboxStore {
  public:
    explicit SqliteOutboxStore(StoreFile& file) : file_(file) {}

    Task<std::vector<OutboxMessage>> claim(std::uint32_t limit, Timestamp now, Timestamp until) override;
    Task<void> mark_sent(std::vector<std::int64_t> ids) override;
    Task<void> put_back(std::vector<std::int64_t> ids, Timestamp at) override;
    Task<std::uint64_t> waiting() override;

  private:
    StoreFile& file_;
};

}  // namespace fairgate::sqlite
