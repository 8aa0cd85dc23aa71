#pragma once

#include "adapters/postgres/pool.hpp"
#include "notify/inbox_store.hpp"

namespace fairgate::postgres {

/// The inbox in PostgreSQL. Thread-safe; every method is one transaction. The database's clock ends claims.
class PostgresInboxStore final : public InboxStore {
  public:
    explicit PostgresInboxStore(Pool& pool) : pool_(pool) {}

    Task<InboxClaim> claim(std::string consumer, std::string message, Timestamp now,
                           Timestamp until) override;
    Task<void> finish(std::string consumer, std::string message, Timestamp now) override;
    Task<void> give_back(std::string consumer, std::string message) override;
    Task<std::uint32_t> forget(Timestamp before, std::uint32_t limit) override;

  private:
    Pool& pool_;
};

}  // namespace fairgate::postgres
