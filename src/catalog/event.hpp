#pragma once

#include "base/money.hpp"
#include "catalog/api.hpp"
#include "catalog/plan_seats.hpp"

#include <memory>

namespace fairgate {

using api::EventStatus;

struct CategoryFare {
    std::string category;
    MinorUnits price;
};

/// What decides the order of a draw beside its seed: a value that a public source of randomness will give
/// out.
struct BeaconRound {
    /// Where anybody can look the value up, as the organizer names it.
    std::string source;
    /// From 1 to 2^53.
    std::uint64_t round = 0;

    bool operator==(const BeaconRound&) const = default;
};

/// An event as it is stored.
struct EventRecord {
    EventId id;
    VenueId venue_id;
    std::string plan_hash;
    std::string name;
    std::string description;
    std::string category;
    Timestamp event_date;
    Timestamp on_sale_date;
    EventStatus status = EventStatus::upcoming;
    bool high_demand = false;
    /// Its waiting room gives places to accounts alone, one each. Means nothing without high_demand.
    bool accounts_only = false;
    /// The draw of its waiting room takes it in. Means nothing without high_demand.
    std::optional<BeaconRound> beacon = {};
    std::string currency;
    std::uint32_t purchase_limit = 0;
    std::vector<CategoryFare> fares;
};

/// An event with all that selling its seats needs. Immutable: a change of the event makes a new one.
struct EventInfo {
    EventRecord record;
    api::Venue venue;
    std::shared_ptr<const PlanSeats> seats;
    /// By the plan's category index.
    std::vector<MinorUnits> prices;

    MinorUnits price(SeatIndex seat) const { return prices[seats->place(seat).category]; }
};

using EventPtr = std::shared_ptr<const EventInfo>;

/// The status at `now`: dates take effect on their millisecond, whether or not a worker has written them down
/// yet. An upcoming event is on sale from `on_sale_date` on; whatever was not cancelled is completed from
/// `event_date` on.
EventStatus status_at(const EventRecord& event, Timestamp now);

/// Nothing will be sold any more.
inline bool is_over(EventStatus status) {
    return status == EventStatus::completed || status == EventStatus::cancelled;
}

}  // namespace fairgate
