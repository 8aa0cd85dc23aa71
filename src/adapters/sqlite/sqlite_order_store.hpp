#pragma once

#include "adapters/sqlite/store_file.hpp"
#include "checkout/order_store.hpp"

namespace fairgate::sqlite {

/// Orders and tickets in the embedded store. Thread-safe; every writing call is one job of the writer.
class SqliteOrderStore final : public OrderStore {
  public:
    explicit SqliteOrderStore(StoreFile& file) : file_(file) {}

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
    StoreFile& file_;
};

}  // namespace fairgate::sqlite
