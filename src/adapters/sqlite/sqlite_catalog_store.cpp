#include "adapters/sqlite/sqlite_catalog_store.hpp"

#include "adapters/sql/catalog_rows.hpp"
#include "adapters/sqlite/catalog_search.hpp"
#include "adapters/sqlite/sort_key.hpp"
#include "base/assert.hpp"

#include <algorithm>
#include <stdexcept>

namespace fairgate {
namespace {

using sqlite::Connection;
using sqlite::sort_key;
using sqlite::Statement;

constexpr std::string_view kFindVenue = "SELECT id FROM venues WHERE name = ? AND city = ?";

constexpr std::string_view kAddVenue =
    "INSERT INTO venues (id, name, city, country, time_zone) VALUES (?, ?, ?, ?, ?)";

constexpr std::string_view kAddPlan =
    "INSERT INTO seating_plans (hash, venue_id, name, seat_count, json) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (hash) DO NOTHING";

constexpr std::string_view kFindPlanVenue = "SELECT venue_id FROM seating_plans WHERE hash = ?";

constexpr std::string_view kAddEvent =
    "INSERT INTO events (id, venue_id, plan_hash, name, name_key, description, category, event_date,"
    " on_sale_date, status, high_demand, currency, purchase_limit, min_price, max_price, accounts_only,"
    " beacon_source, beacon_round)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

constexpr std::string_view kAddPrice =
    "INSERT INTO event_prices (event_id, category, price) VALUES (?, ?, ?)";

constexpr std::string_view kAddSearchRow =
    "INSERT INTO events_search (rowid, name, description, venue, city, category)"
    " SELECT e.id, e.name, e.description, v.name, v.city, e.category"
    " FROM events e JOIN venues v ON v.id = e.venue_id WHERE e.id = ?";

constexpr std::string_view kAddSeats =
    "WITH RECURSIVE seat (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM seat"
    "  WHERE number + 1 < (SELECT seat_count FROM seating_plans WHERE hash = ?2))"
    " INSERT INTO seats (event_id, seat_index) SELECT ?1, number FROM seat";

constexpr std::string_view kChangeStatus = "UPDATE events SET status = ? WHERE id = ? AND status = ?";

/// One row a price, so that events and prices are of one snapshot.
constexpr std::string_view kEvents =
    "SELECT e.id, e.venue_id, e.plan_hash, e.name, e.description, e.category, e.event_date, e.on_sale_date, "
    "e.status,"
    " e.high_demand, e.currency, e.purchase_limit, e.accounts_only, e.beacon_source,"
    " e.beacon_round, p.category, p.price"
    " FROM events e JOIN event_prices p ON p.event_id = e.id WHERE ?1 IS NULL OR e.id = ?1"
    " ORDER BY e.event_date, e.id, p.category";

constexpr std::string_view kVenues =
    "SELECT id, name, city, country, time_zone FROM venues ORDER BY name, city";

/// One row a category.
constexpr std::string_view kPlans =
    "SELECT p.hash, p.venue_id, p.name, p.seat_count, json_extract(c.value, '$.name')"
    " FROM seating_plans p, json_each(p.json, '$.categories') c ORDER BY p.name, p.hash, c.key";

constexpr std::string_view kFindPlan = "SELECT json FROM seating_plans WHERE hash = ?";

std::optional<VenueId> find_venue(Connection& connection, const std::string& name, const std::string& city) {
    auto find = connection.prepare(kFindVenue);
    find.bind_all(name, city);
    if (!find.step()) return std::nullopt;
    return find.id<VenueId>(0);
}

VenueId insert_venue(Connection& connection, const api::Venue& venue) {
    if (const auto known = find_venue(connection, venue.name, venue.city)) return *known;
    connection.prepare(kAddVenue)
        .bind_all(venue.id, venue.name, venue.city, venue.country, venue.time_zone)
        .run();
    return venue.id;
}

void insert_plan(Connection& connection, const PlanRecord& plan) {
    connection.prepare(kAddPlan)
        .bind_all(plan.plan.hash, plan.venue_id, plan.plan.name, plan.plan.seat_count, plan.json)
        .run();
}

bool insert_plan_at(Connection& connection, const api::Venue& venue, PlanRecord& plan) {
    auto owner = connection.prepare(kFindPlanVenue);
    owner.bind(plan.plan.hash);
    if (owner.step()) return find_venue(connection, venue.name, venue.city) == owner.id<VenueId>(0);
    plan.venue_id = insert_venue(connection, venue);
    insert_plan(connection, plan);
    return true;
}

void insert_event(Connection& connection, const EventRecord& event, FeeRule fees) {
    FAIRGATE_ASSERT(!event.fares.empty());
    const auto [min, max] = std::ranges::minmax(event.fares, {}, &CategoryFare::price);
    connection.prepare(kAddEvent)
        .bind_all(event.id, event.venue_id, event.plan_hash, event.name, sort_key(connection, event.name),
                  event.description, event.category, event.event_date, event.on_sale_date,
                  enum_name(event.status), event.high_demand, event.currency, event.purchase_limit,
                  min.price + fees.of(min.price), max.price + fees.of(max.price), event.accounts_only,
                  sql::beacon_source(event), sql::beacon_round(event))
        .run();
    for (const auto& fare : event.fares) {
        connection.prepare(kAddPrice).bind_all(event.id, fare.category, fare.price).run();
    }
    connection.prepare(kAddSearchRow).bind(event.id).run();
    connection.prepare(kAddSeats).bind_all(event.id, event.plan_hash).run();
}

std::vector<EventRecord> read_events(Connection& connection, std::optional<EventId> id) {
    std::vector<EventRecord> events;
    auto rows = connection.prepare(kEvents);
    rows.bind(id);
    while (rows.step()) sql::add_fare(events, rows);
    return events;
}

std::vector<api::Venue> read_venues(Connection& connection) {
    std::vector<api::Venue> venues;
    auto rows = connection.prepare(kVenues);
    while (rows.step()) venues.push_back(sql::read_venue(rows));
    return venues;
}

std::vector<PlanSummary> read_plans(Connection& connection) {
    std::vector<PlanSummary> plans;
    auto rows = connection.prepare(kPlans);
    while (rows.step()) sql::add_plan_category(plans, rows);
    return plans;
}

std::optional<std::string> read_plan(Connection& connection, const std::string& hash) {
    auto find = connection.prepare(kFindPlan);
    find.bind(hash);
    if (!find.step()) return std::nullopt;
    return std::string(find.text(0));
}

}  // namespace

Task<VenueId> SqliteCatalogStore::add_venue(api::Venue venue) {
    return store_.writer().run(
        [venue = std::move(venue)](Connection& connection) { return insert_venue(connection, venue); });
}

Task<void> SqliteCatalogStore::add_plan(PlanRecord plan) {
    co_await store_.writer().run([plan = std::move(plan)](Connection& connection) {
        insert_plan(connection, plan);
        return true;
    });
}

Task<bool> SqliteCatalogStore::add_plan_at(api::Venue venue, api::SeatingPlan plan, std::string json) {
    PlanRecord record{.venue_id = {}, .plan = std::move(plan), .json = std::move(json)};
    return store_.writer().run(
        [venue = std::move(venue), record = std::move(record)](Connection& connection) mutable {
            return insert_plan_at(connection, venue, record);
        });
}

Task<void> SqliteCatalogStore::add_events(std::vector<EventRecord> events, FeeRule fees) {
    co_await store_.writer().run([events = std::move(events), fees](Connection& connection) {
        for (const auto& event : events) insert_event(connection, event, fees);
        return true;
    });
}

Task<bool> SqliteCatalogStore::change_status(EventId event, EventStatus expected, EventStatus status) {
    return store_.writer().run([=](Connection& connection) {
        return connection.prepare(kChangeStatus)
                   .bind_all(enum_name(status), event, enum_name(expected))
                   .run() == 1;
    });
}

Task<std::vector<EventRecord>> SqliteCatalogStore::events() {
    return store_.readers().run([](Connection& connection) { return read_events(connection, std::nullopt); });
}

Task<std::optional<EventRecord>> SqliteCatalogStore::find_event(EventId id) {
    std::vector<EventRecord> found =
        co_await store_.readers().run([id](Connection& connection) { return read_events(connection, id); });
    if (found.empty()) co_return std::nullopt;
    co_return std::move(found.front());
}

Task<std::vector<api::Venue>> SqliteCatalogStore::venues() {
    return store_.readers().run([](Connection& connection) { return read_venues(connection); });
}

Task<std::vector<PlanSummary>> SqliteCatalogStore::plans() {
    return store_.readers().run([](Connection& connection) { return read_plans(connection); });
}

Task<std::optional<std::string>> SqliteCatalogStore::find_plan(std::string hash) {
    return store_.readers().run(
        [hash = std::move(hash)](Connection& connection) { return read_plan(connection, hash); });
}

Task<std::expected<EventPage, SearchError>> SqliteCatalogStore::search(EventQuery query, Timestamp now) {
    return store_.readers().run([query = std::move(query), now](Connection& connection) {
        return sqlite::search_events(connection, query, now);
    });
}

}  // namespace fairgate
