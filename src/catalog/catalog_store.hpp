#pragma once

#include "base/task.hpp"
#include "catalog/event.hpp"

#include <expected>

namespace fairgate {

/// A venue's seating plan ready to be stored: geometry with its hash.
struct PlanRecord {
    VenueId venue_id;
    api::SeatingPlan plan;
    /// `plan` as JSON, exactly as it is served.
    std::string json;
};

/// A stored plan without its geometry.
struct PlanSummary {
    std::string hash;
    VenueId venue_id;
    std::string name;
    std::uint32_t seat_count = 0;
    /// Names, in the plan's order.
    std::vector<std::string> categories;
};

/// The filters of GET /api/events, checked. What is empty filters nothing.
struct EventQuery {
    /// As the visitor typed them: all must occur in name, description, venue, city or category, the last one
    /// may be the beginning of a word; without regard to case and accents.
    std::string words;
    /// `city` and `category` compare whole, without regard to ASCII case.
    std::string city;
    std::string category;
    /// Events from `from` on and before `to`.
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
    std::vector<EventStatus> statuses;
    /// Events that have a ticket between the two, fees included.
    std::optional<MinorUnits> min_price;
    std::optional<MinorUnits> max_price;
    /// Ascending: by event date, by lowest price, by name (case, accents and punctuation aside), by best
    /// match (by date without words). Ties go by id.
    api::EventSort sort = api::EventSort::date;
    /// At least 1.
    std::uint32_t limit = 20;
    std::string cursor;
};

/// One page of ids in the order asked for, with the counts of all matches. The values of a facet are those
/// that its own filter could be set to, the most frequent first.
struct EventPage {
    std::vector<EventId> events;
    std::optional<std::string> next_cursor;
    std::uint32_t total = 0;
    std::vector<api::FacetValue> cities;
    std::vector<api::FacetValue> categories;
};

enum class SearchError {
    /// Not a `next_cursor` of a search with the same order.
    bad_cursor
};

/// Where venues, plans and events are kept. Throws when the store cannot be reached. Thread-safe.
class CatalogStore {
  public:
    virtual ~CatalogStore() = default;

    /// Adds the venue unless one of this name and city exists; returns the stored one's id.
    virtual Task<VenueId> add_venue(api::Venue venue) = 0;
    /// Adds the plan unless its hash is known.
    virtual Task<void> add_plan(PlanRecord plan) = 0;
    /// Both at once, for the venue of this name and city. Changes nothing and returns false when the hash is
    /// known as that of another venue's plan.
    virtual Task<bool> add_plan_at(api::Venue venue, api::SeatingPlan plan, std::string json) = 0;
    /// Adds events with all their seats available, all or none. `fees` only serve the search by price.
    virtual Task<void> add_events(std::vector<EventRecord> events, FeeRule fees) = 0;
    /// Writes `status` unless the stored status (not status_at) is other than `expected` by now; says whether
    /// it did.
    virtual Task<bool> change_status(EventId event, EventStatus expected, EventStatus status) = 0;

    virtual Task<std::vector<EventRecord>> events() = 0;
    virtual Task<std::optional<EventRecord>> find_event(EventId id) = 0;
    /// `capacity` and `section_config` are left to the caller: they belong to a plan.
    virtual Task<std::vector<api::Venue>> venues() = 0;
    virtual Task<std::vector<PlanSummary>> plans() = 0;
    /// The plan's JSON; empty when the hash is unknown.
    virtual Task<std::optional<std::string>> find_plan(std::string hash) = 0;

    /// Statuses are judged at `now`, see status_at.
    virtual Task<std::expected<EventPage, SearchError>> search(EventQuery query, Timestamp now) = 0;
};

}  // namespace fairgate
