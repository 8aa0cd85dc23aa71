#pragma once

#include "adapters/postgres/pool.hpp"
#include "catalog/catalog_store.hpp"

namespace fairgate::postgres {

/// The catalogue in PostgreSQL, searched with its full-text search. Lives as long as the server. Thread-safe.
class PostgresCatalogStore final : public CatalogStore {
  public:
    explicit PostgresCatalogStore(Pool& pool) : pool_(pool) {}

    Task<VenueId> add_venue(api::Venue venue) override;
    Task<void> add_plan(PlanRecord plan) override;
    Task<bool> add_plan_at(api::Venue venue, api::SeatingPlan plan, std::string json) override;
    Task<void> add_events(std::vector<EventRecord> events, FeeRule fees) override;
    /// Other nodes hear of the change, see News.
    Task<bool> change_status(EventId event, EventStatus expected, EventStatus status) override;

    Task<std::vector<EventRecord>> events() override;
    Task<std::optional<EventRecord>> find_event(EventId id) override;
    Task<std::vector<api::Venue>> venues() override;
    Task<std::vector<PlanSummary>> plans() override;
    Task<std::optional<std::string>> find_plan(std::string hash) override;

    Task<std::expected<EventPage, SearchError>> search(EventQuery query, Timestamp now) override;

  private:
    Pool& pool_;
};

}  // namespace fairgate::postgres
