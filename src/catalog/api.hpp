#pragma once

// The catalogue's types on the wire.

#include "base/json.hpp"

namespace fairgate::api {

BOOST_DEFINE_ENUM_CLASS(EventStatus, upcoming, on_sale, paused, sold_out, completed, cancelled)
BOOST_DEFINE_ENUM_CLASS(EventSort, date, price, name, relevance)

struct SectionConfig {
    std::string name;
    std::uint32_t capacity = 0;
};
BOOST_DESCRIBE_STRUCT(SectionConfig, (), (name, capacity))

struct Venue {
    VenueId id;
    std::string name;
    std::string city;
    std::string country;
    /// IANA name, in which the venue's events are shown.
    std::string time_zone;
    std::uint32_t capacity = 0;
    std::vector<SectionConfig> section_config;
};
BOOST_DESCRIBE_STRUCT(Venue, (), (id, name, city, country, time_zone, capacity, section_config))

struct Availability {
    std::uint32_t available = 0;
    std::uint32_t held = 0;
    std::uint32_t sold = 0;
};
BOOST_DESCRIBE_STRUCT(Availability, (), (available, held, sold))

/// What a seat of one category costs: `total` = `price` + `fee` is what the buyer pays.
struct CategoryPrice {
    std::string category;
    std::string color;
    MinorUnits price;
    MinorUnits fee;
    MinorUnits total;
};
BOOST_DESCRIBE_STRUCT(CategoryPrice, (), (category, color, price, fee, total))

/// An event in a list. `min_price` and `max_price` include fees.
struct EventSummary {
    EventId id;
    std::string name;
    std::string category;
    std::string venue_name;
    std::string city;
    std::string country;
    std::string time_zone;
    Timestamp event_date;
    Timestamp on_sale_date;
    EventStatus status = EventStatus::upcoming;
    bool high_demand = false;
    std::string currency;
    MinorUnits min_price;
    MinorUnits max_price;
    std::uint32_t available = 0;
    std::uint32_t capacity = 0;
};
BOOST_DESCRIBE_STRUCT(EventSummary, (),
                      (id, name, category, venue_name, city, country, time_zone, event_date, on_sale_date,
                       status, high_demand, currency, min_price, max_price, available, capacity))

struct FacetValue {
    std::string value;
    std::uint32_t count = 0;
};
BOOST_DESCRIBE_STRUCT(FacetValue, (), (value, count))

/// `total`, `cities` and `categories` count all matches, not the page's; the facets ignore their own filter.
struct EventList {
    std::vector<EventSummary> events;
    std::optional<std::string> next_cursor;
    std::uint32_t total = 0;
    std::vector<FacetValue> cities;
    std::vector<FacetValue> categories;
    Timestamp server_now;
};
BOOST_DESCRIBE_STRUCT(EventList, (), (events, next_cursor, total, cities, categories, server_now))

struct Event {
    EventId id;
    std::string name;
    std::string description;
    std::string category;
    VenueId venue_id;
    Venue venue;
    Timestamp event_date;
    Timestamp on_sale_date;
    EventStatus status = EventStatus::upcoming;
    bool high_demand = false;
    std::string currency;
    /// Key of the immutable geometry: GET /api/plans/{planHash}.
    std::string plan_hash;
    std::vector<CategoryPrice> prices;
    std::uint32_t max_seats_per_reservation = 0;
    /// How many tickets one buyer may have of this event.
    std::uint32_t purchase_limit = 0;
    Availability availability;
    /// SHA-256 of the seed of the waiting room's draw, lower-case hexadecimal; absent without a waiting room,
    /// and until it has opened, which takes half a minute at most.
    std::optional<std::string> commitment;
    Timestamp server_now;
};
BOOST_DESCRIBE_STRUCT(Event, (),
                      (id, name, description, category, venue_id, venue, event_date, on_sale_date, status,
                       high_demand, currency, plan_hash, prices, max_seats_per_reservation, purchase_limit,
                       availability, commitment, server_now))

struct PlanCategory {
    std::string name;
    std::string color;
};
BOOST_DESCRIBE_STRUCT(PlanCategory, (), (name, color))

BOOST_DEFINE_ENUM_CLASS(RowShape, line, arc, points)

/// One row of seats. Seats are numbered from `first_index` on, which is their dense index in the event.
///
/// Where seat i of the row is: `line`: coordinates = [x, y, dx, dy], at (x + i dx, y + i dy); `arc`: [cx, cy,
/// r, a, da], at (cx + r cos(a + i da), cy + r sin(a + i da)), radians; `points`: [x0, y0, x1, y1, ...].
struct PlanRow {
    std::string label;
    std::uint32_t first_index = 0;
    std::uint32_t seat_count = 0;
    RowShape shape = RowShape::points;
    std::vector<double> coordinates;
    /// Index into the plan's categories: one for the whole row, or one a seat.
    std::vector<std::uint32_t> categories;
    /// The seats' numbers; absent when they are 1, 2, 3, ...
    std::optional<std::vector<std::string>> seat_numbers;
    /// Positions in the row (0-based) of wheelchair places; absent when there is none.
    std::optional<std::vector<std::uint32_t>> accessible;
};
BOOST_DESCRIBE_STRUCT(PlanRow, (),
                      (label, first_index, seat_count, shape, coordinates, categories, seat_numbers,
                       accessible))

struct PlanSection {
    std::string name;
    /// Polygon around the section's seats for the far view: [x0, y0, x1, y1, ...].
    std::vector<double> outline;
    std::vector<PlanRow> rows;
};
BOOST_DESCRIBE_STRUCT(PlanSection, (), (name, outline, rows))

/// Decoration: the stage, the pitch, an entrance. Absolute coordinates.
BOOST_DEFINE_ENUM_CLASS(AreaShape, polygon, rectangle, ellipse, circle, text)
struct PlanArea {
    AreaShape shape = AreaShape::polygon;
    std::string color;
    std::string border_color;
    /// Degrees clockwise.
    double rotation = 0;
    /// polygon: [x0, y0, ...]; rectangle: [x, y, width, height]; ellipse: [cx, cy, rx, ry]; circle: [cx, cy,
    /// r]; text: [x, y, size].
    std::vector<double> coordinates;
    std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(PlanArea, (), (shape, color, border_color, rotation, coordinates, text))

struct SeatingPlan {
    std::string hash;
    std::string name;
    double width = 0;
    double height = 0;
    /// Radius of a seat in the plan's units.
    double seat_radius = 10;
    std::uint32_t seat_count = 0;
    std::vector<PlanCategory> categories;
    std::vector<PlanSection> sections;
    std::vector<PlanArea> areas;
};
BOOST_DESCRIBE_STRUCT(SeatingPlan, (),
                      (hash, name, width, height, seat_radius, seat_count, categories, sections, areas))

}  // namespace fairgate::api
