#pragma once

#include "base/assert.hpp"
#include "catalog/catalog_store.hpp"

namespace fairgate::sql {

inline std::optional<std::string> beacon_source(const EventRecord& event) {
    return event.beacon ? std::optional(event.beacon->source) : std::nullopt;
}

inline std::optional<std::int64_t> beacon_round(const EventRecord& event) {
    return event.beacon ? std::optional(static_cast<std::int64_t>(event.beacon->round)) : std::nullopt;
}

/// Of a row as below.
template <class Row>
std::optional<BeaconRound> read_beacon(const Row& row) {
    if (row.is_null(13)) return std::nullopt;
    return BeaconRound{std::string(row.text(13)), static_cast<std::uint64_t>(row.integer(14))};
}

/// The event of a row of `id, venue_id, plan_hash, name, description, category, event_date, on_sale_date,
/// status, high_demand, currency, purchase_limit, accounts_only, beacon_source, beacon_round`, without its
/// fares.
template <class Row>
EventRecord read_event(const Row& row) {
    const auto status = enum_from_name<EventStatus>(row.text(8));
    FAIRGATE_ASSERT(status.has_value());
    return {.id = row.template id<EventId>(0),
            .venue_id = row.template id<VenueId>(1),
            .plan_hash = std::string(row.text(2)),
            .name = std::string(row.text(3)),
            .description = std::string(row.text(4)),
            .category = std::string(row.text(5)),
            .event_date = row.time(6),
            .on_sale_date = row.time(7),
            .status = *status,
            .high_demand = row.boolean(9),
            .accounts_only = row.boolean(12),
            .beacon = read_beacon(row),
            .currency = std::string(row.text(10)),
            .purchase_limit = static_cast<std::uint32_t>(row.integer(11)),
            .fares = {}};
}

/// Adds a row of an event as above, followed by `category, price` of one of its fares. Rows of one event
/// follow each other.
template <class Row>
void add_fare(std::vector<EventRecord>& events, const Row& row) {
    if (events.empty() || events.back().id != row.template id<EventId>(0)) events.push_back(read_event(row));
    events.back().fares.push_back({std::string(row.text(15)), row.amount(16)});
}

/// The venue of a row of `id, name, city, country, time_zone`.
template <class Row>
api::Venue read_venue(const Row& row) {
    return {.id = row.template id<VenueId>(0),
            .name = std::string(row.text(1)),
            .city = std::string(row.text(2)),
            .country = std::string(row.text(3)),
            .time_zone = std::string(row.text(4)),
            .section_config = {}};
}

/// Adds a row of `hash, venue_id, name, seat_count` of a plan and the name of one of its categories. Rows of
/// one plan follow each other.
template <class Row>
void add_plan_category(std::vector<PlanSummary>& plans, const Row& row) {
    if (plans.empty() || plans.back().hash != row.text(0)) {
        plans.push_back({.hash = std::string(row.text(0)),
                         .venue_id = row.template id<VenueId>(1),
                         .name = std::string(row.text(2)),
                         .seat_count = static_cast<std::uint32_t>(row.integer(3)),
                         .categories = {}});
    }
    plans.back().categories.emplace_back(row.text(4));
}

}  // namespace fairgate::sql
