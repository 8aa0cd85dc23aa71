#pragma once

#include "catalog/event.hpp"
#include "catalog/plan_generator.hpp"

#include <optional>
#include <span>

namespace fairgate {

/// A venue of the demo season. Invented, in real cities.
struct DemoVenue {
    const char* name;
    const char* city;
    const char* country;
    const char* time_zone;
    const char* currency;
    /// Absent: the real plan of 738 seats.
    std::optional<VenueKind> kind;
    std::uint32_t seats;
};

/// An event of the demo season, relative to the moment it is loaded.
struct DemoEvent {
    /// Index into demo_venues.
    std::uint32_t venue;
    const char* name;
    const char* category;
    /// Of the dearest category, in the currency's minor unit.
    std::int64_t top_price;
    /// Whole days until it takes place, at 19:00 UTC; negative when it is over.
    int days;
    /// Minutes until it goes on sale; negative when it has.
    int on_sale_minutes;
    EventStatus status;
    bool high_demand;
    /// How many of 100 seats are sold.
    std::uint32_t sold_percent;
    const char* description;
};

std::span<const DemoVenue> demo_venues();
std::span<const DemoEvent> demo_events();

}  // namespace fairgate
