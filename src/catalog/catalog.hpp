#pragma once

#include "base/clock.hpp"
#include "catalog/catalog_store.hpp"

#include <mutex>
#include <unordered_map>

namespace fairgate {

/// Events and plans as the rest of the server uses them: looked up in memory, read from the store on first
/// use.
///
/// Lives as long as the server. Thread-safe.
class Catalog {
  public:
    Catalog(CatalogStore& store, const Clock& clock) : store_(store), clock_(clock) {}

    /// Null when there is no such event.
    Task<EventPtr> find(EventId id);

    /// The plan's JSON as it is served, read from the store; empty when the hash is unknown.
    Task<std::optional<std::string>> plan_json(std::string hash) { return store_.find_plan(std::move(hash)); }

    Task<std::expected<EventPage, SearchError>> search(EventQuery query);

    EventStatus status_of(const EventInfo& event) const { return status_at(event.record, clock_.now()); }

    /// Moves the event from its stored status `expected` to `status` and says whether it was the one to do
    /// so.
    Task<bool> change_status(EventId event, EventStatus expected, EventStatus status);

    /// Forgets an event so that the next look-up reads it again.
    void forget(EventId event);
    void forget_events();

  private:
    Task<EventPtr> load(EventId id);
    Task<std::shared_ptr<const PlanSeats>> plan_seats(std::string hash);

    CatalogStore& store_;
    const Clock& clock_;
    std::mutex mutex_;
    /// Counts changed and forgotten events, so that a look-up that was under way does not keep what it read
    /// before.
    std::uint64_t changes_ = 0;
    std::unordered_map<EventId, EventPtr> events_;
    std::unordered_map<std::string, std::shared_ptr<const PlanSeats>> plans_;
};

}  // namespace fairgate
