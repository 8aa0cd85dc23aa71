#pragma once

#include "adapters/postgres/pool.hpp"
#include "notify/outbox_store.hpp"

namespace fairgate::postgres {

/// The outbox in PostgreSQL. Thread-safe; every method is one transaction. Relays of all nodes pass over what
/// another one is claiming, and the database's clock ends claims.
class PostgresOutboxStore final : public OutboxStore {
  public:
    PostgresOutboxStore(Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

    Task<std::vector<OutboxMessage>> claim(std::uint32_t limit, Timestamp now, Timestamp until) override;
    Task<void> mark_sent(std::vector<std::int64_t> ids) override;
    Task<void> put_back(std::vector<std::int64_t> ids, Timestamp at) override;
    Task<std::uint64_t> waiting() override;

  private:
    Pool& pool_;
    const Clock& clock_;
};

}  // namespace fairgate::postgres
