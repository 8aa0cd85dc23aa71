#pragma once

#include "adapters/postgres/batcher.hpp"
#include "adapters/postgres/begin_batch.hpp"
#include "adapters/postgres/order_batches.hpp"
#include "adapters/postgres/sale_batch.hpp"
#include "checkout/order_store.hpp"

namespace fairgate::postgres {

/// Orders and tickets in PostgreSQL. Thread-safe; every method is one transaction, which the steps of a
/// purchase share with other purchases at the same step. Locks are taken in this order: sessions, orders by
/// id, seats by their index, new keys.
class PostgresOrderStore final : public OrderStore {
  public:
    explicit PostgresOrderStore(Pool& pool) : pool_(pool) {}

    /// Returns when no batch is under way. Call before the pool is closed, when no more requests come.
    Task<void> drain();

    /// For metrics: commits of each since the start.
    std::uint64_t begin_batches() const { return begins_.batches(); }
    std::uint64_t sale_batches() const { return sales_.batches(); }
    std::uint64_t capture_batches() const { return captures_.batches(); }

    Task<BeginResult> begin(NewOrder order, Timestamp now) override;
    Task<CompleteResult> complete(Sale sale, Timestamp now) override;
    Task<EndResult> decline(OrderId order, std::uint32_t attempt, Timestamp now) override;
    Task<EndResult> cancel(OrderId order, std::uint32_t attempt, Timestamp now) override;
    Task<void> mark_settled(OrderId order, Timestamp now) override;
    Task<std::optional<OrderRecord>> find(OrderId order) override;
    Task<std::optional<OrderRecord>> find_by_key(std::string idempotency_key) override;
    Task<std::optional<OrderRecord>> find_by_key_at_rest(EventId event, SessionId session,
                                                         std::string idempotency_key) override;
    Task<std::vector<OrderRecord>> open_orders(Timestamp overdue_at, std::uint32_t limit,
                                               std::vector<OrderId> except) override;
    Task<std::vector<OrderRecord>> list(Session owner, std::uint32_t limit,
                                        std::optional<OrderId> before) override;
    Task<std::vector<TicketRecord>> tickets(OrderId order) override;
    Task<std::optional<TicketRecord>> find_ticket(TicketId ticket) override;
    Task<void> record_box_office_sales(std::vector<BoxOfficeSale> sales, Timestamp now) override;

  private:
    static constexpr std::chrono::milliseconds kCapturePause{50};

    Pool& pool_;
    Batcher<std::string, std::optional<OrderRecord>> finds_by_key_{pool_, "look-ups", find_by_keys};
    Batcher<OrderId, std::optional<OrderRecord>> finds_{pool_, "look-ups", find_orders};
    Batcher<NewOrder, BeginResult> begins_{pool_, "checkouts", begin_orders};
    Batcher<Sale, CompleteResult> sales_{pool_, "sales", complete_sales};
    Batcher<OrderId, std::monostate> captures_{pool_, "captures", mark_all_settled, kCapturePause};
};

}  // namespace fairgate::postgres
