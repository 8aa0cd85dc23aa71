#pragma once

#include "adapters/postgres/pool.hpp"
#include "notify/delivery_store.hpp"

namespace fairgate::postgres {

/// Queues and dead letters in PostgreSQL. Thread-safe; every method is one transaction. Consumers of all
/// nodes pass over what another one is taking, and the database's clock ends what they may have it for.
class PostgresDeliveryStore final : public DeliveryStore {
  public:
    PostgresDeliveryStore(Pool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

    Task<void> add(std::vector<Delivery> deliveries, Timestamp now) override;
    Task<std::optional<Delivery>> take(std::string queue, Timestamp now, Timestamp until) override;
    Task<void> remove(Delivery delivery) override;
    Task<void> retry(Delivery delivery, Timestamp at) override;
    Task<void> bury(Delivery delivery, std::string reason, Timestamp now) override;
    Task<std::vector<DeadLetter>> list(std::uint32_t limit) override;
    Task<std::uint32_t> replay(std::optional<std::string> message, Timestamp now) override;

  private:
    Pool& pool_;
    const Clock& clock_;
};

}  // namespace fairgate::postgres
