#include "adapters/postgres/postgres_catalog_store.hpp"

#include "adapters/postgres/catalog_search.hpp"
#include "adapters/postgres/errors.hpp"
#include "adapters/sql/catalog_rows.hpp"
#include "base/assert.hpp"

#include <algorithm>

namespace fairgate::postgres {
namespace {

/// Answers the id of the one that is there when it is; that needs an update which changes nothing.
constexpr std::string_view kAddVenue =
    "INSERT INTO venues (id, name, city, country, time_zone) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (name, city) DO UPDATE SET name = excluded.name RETURNING id";

constexpr std::string_view kAddPlan =
    "INSERT INTO seating_plans (hash, venue_id, name, seat_count, json) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (hash) DO NOTHING";

/// The venue of a plan that is known is looked up; else both are added or, when somebody else adds this plan
/// at the same moment, neither, which is a unique violation.
constexpr std::string_view kAddPlanAt =
    "WITH known AS (SELECT v.name = $2 AND v.city = $3 AS is_here"
    "  FROM seating_plans p JOIN venues v ON v.id = p.venue_id WHERE p.hash = $6),"
    " venue AS (INSERT INTO venues (id, name, city, country, time_zone)"
    "  SELECT $1::bigint, $2::text, $3::text, $4::text, $5::text WHERE NOT EXISTS (SELECT FROM known)"
    "  ON CONFLICT (name, city) DO UPDATE SET name = excluded.name RETURNING id),"
    " plan AS (INSERT INTO seating_plans (hash, venue_id, name, seat_count, json)"
    "  SELECT $6::text, id, $7::text, $8::integer, $9::text FROM venue RETURNING true AS is_here)"
    " SELECT is_here FROM known UNION ALL SELECT is_here FROM plan";

constexpr std::string_view kAddEvent =
    "INSERT INTO events (id, venue_id, plan_hash, name, name_key, description, category, event_date, "
    "on_sale_date,"
    " status, high_demand, currency, purchase_limit, min_price, max_price,"
    " accounts_only, beacon_source, beacon_round, search)"
    " SELECT $1, $2, $3, $4, fairgate_words($4), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
    " setweight(to_tsvector('simple', fairgate_words($4)), 'A')"
    " || setweight(to_tsvector('simple', fairgate_words(v.name || ' ' || v.city)), 'B')"
    " || setweight(to_tsvector('simple', fairgate_words($6)), 'C')"
    " || setweight(to_tsvector('simple', fairgate_words($5)), 'D') FROM venues v WHERE v.id = $2";

constexpr std::string_view kAddPrices =
    "INSERT INTO event_prices (event_id, category, price)"
    " SELECT $1::bigint, category, price FROM unnest($2::text[], $3::bigint[]) AS p (category, price)";

constexpr std::string_view kAddSeats =
    "INSERT INTO seats (event_id, seat_index)"
    " SELECT $1::bigint, generate_series(0, seat_count - 1) FROM seating_plans WHERE hash = $2";

/// The other nodes forget what they remember of the event.
constexpr std::string_view kChangeStatus =
    "WITH changed AS (UPDATE events SET status = $1 WHERE id = $2 AND status = $3 RETURNING id)"
    " SELECT pg_notify('fairgate_events', id::text) FROM changed";

/// One row a price, so that events and prices are of one snapshot.
constexpr std::string_view kEvents =
    "SELECT e.id, e.venue_id, e.plan_hash, e.name, e.description, e.category, e.event_date, e.on_sale_date,"
    " e.status, e.high_demand, e.currency, e.purchase_limit, e.accounts_only,"
    " e.beacon_source, e.beacon_round, p.category, p.price"
    " FROM events e JOIN event_prices p ON p.event_id = e.id WHERE $1::bigint IS NULL OR e.id = $1"
    " ORDER BY e.event_date, e.id, p.category";

constexpr std::string_view kVenues =
    "SELECT id, name, city, country, time_zone FROM venues ORDER BY name COLLATE \"C\", city COLLATE \"C\"";

/// One row a category.
constexpr std::string_view kPlans =
    "SELECT p.hash, p.venue_id, p.name, p.seat_count, c.value ->> 'name'"
    " FROM seating_plans p, json_array_elements(p.json::json -> 'categories') WITH ORDINALITY AS c (value, n)"
    " ORDER BY p.name COLLATE \"C\", p.hash, c.n";

constexpr std::string_view kFindPlan = "SELECT json FROM seating_plans WHERE hash = $1";

Task<VenueId> insert_venue(Connection& connection, api::Venue venue) {
    const Rows rows = co_await connection.commit(
        Call(kAddVenue, venue.id, venue.name, venue.city, venue.country, venue.time_zone));
    co_return rows.front().id<VenueId>(0);
}

Task<bool> insert_plan(Connection& connection, PlanRecord plan) {
    const Rows rows = co_await connection.commit(
        Call(kAddPlan, plan.plan.hash, plan.venue_id, plan.plan.name, plan.plan.seat_count, plan.json));
    co_return rows.changed() == 1;
}

Task<bool> insert_plan_at(Connection& connection, api::Venue venue, PlanRecord plan) {
    const Rows rows = co_await connection.commit(Call(kAddPlanAt, venue.id, venue.name, venue.city,
                                                      venue.country, venue.time_zone, plan.plan.hash,
                                                      plan.plan.name, plan.plan.seat_count, plan.json));
    co_return rows.front().boolean(0);
}

Task<bool> add_plan_once(Connection& connection, api::Venue venue, PlanRecord plan) {
    try {
        const bool added = co_await insert_plan_at(connection, venue, plan);
        co_return added;
    } catch (const PostgresError& error) {
        if (error.code() != kUniqueViolation) throw;
    }
    // Somebody else added it at the same moment; now it can be seen whose it is.
    if (connection.in_transaction()) co_await connection.roll_back();
    const bool is_here = co_await insert_plan_at(connection, std::move(venue), std::move(plan));
    co_return is_here;
}

void add_calls(std::vector<Call>& calls, const EventRecord& event, FeeRule fees) {
    FAIRGATE_ASSERT(!event.fares.empty());
    const auto [min, max] = std::ranges::minmax(event.fares, {}, &CategoryFare::price);
    calls.emplace_back(kAddEvent, event.id, event.venue_id, event.plan_hash, event.name, event.description,
                       event.category, event.event_date, event.on_sale_date, enum_name(event.status),
                       event.high_demand, event.currency, event.purchase_limit,
                       min.price + fees.of(min.price), max.price + fees.of(max.price), event.accounts_only,
                       sql::beacon_source(event), sql::beacon_round(event));
    std::vector<std::string> categories;
    std::vector<MinorUnits> prices;
    for (const auto& fare : event.fares) {
        categories.push_back(fare.category);
        prices.push_back(fare.price);
    }
    calls.emplace_back(kAddPrices, event.id, categories, prices);
    calls.emplace_back(kAddSeats, event.id, event.plan_hash);
}

Task<bool> insert_events(Connection& connection, std::vector<EventRecord> events, FeeRule fees) {
    std::vector<Call> calls;
    for (const auto& event : events) add_calls(calls, event, fees);
    co_await connection.commit(std::move(calls));
    co_return true;
}

Task<bool> update_status(Connection& connection, EventId event, EventStatus expected, EventStatus status) {
    const Rows changed =
        co_await connection.commit(Call(kChangeStatus, enum_name(status), event, enum_name(expected)));
    co_return !changed.empty();
}

Task<std::vector<EventRecord>> read_events(Connection& connection, std::optional<EventId> id) {
    std::vector<EventRecord> events;
    const Rows rows = co_await connection.ask(Call(kEvents, id));
    for (const Row row : rows) sql::add_fare(events, row);
    co_return events;
}

Task<std::vector<api::Venue>> read_venues(Connection& connection) {
    std::vector<api::Venue> venues;
    const Rows rows = co_await connection.ask(Call(kVenues));
    for (const Row row : rows) venues.push_back(sql::read_venue(row));
    co_return venues;
}

Task<std::vector<PlanSummary>> read_plans(Connection& connection) {
    std::vector<PlanSummary> plans;
    const Rows rows = co_await connection.ask(Call(kPlans));
    for (const Row row : rows) sql::add_plan_category(plans, row);
    co_return plans;
}

Task<std::optional<std::string>> read_plan(Connection& connection, std::string hash) {
    const Rows rows = co_await connection.ask(Call(kFindPlan, hash));
    if (rows.empty()) co_return std::nullopt;
    co_return std::string(rows.front().text(0));
}

}  // namespace

Task<VenueId> PostgresCatalogStore::add_venue(api::Venue venue) {
    return pool_.run(
        [venue = std::move(venue)](Connection& connection) { return insert_venue(connection, venue); });
}

Task<void> PostgresCatalogStore::add_plan(PlanRecord plan) {
    co_await pool_.run(
        [plan = std::move(plan)](Connection& connection) { return insert_plan(connection, plan); });
}

Task<bool> PostgresCatalogStore::add_plan_at(api::Venue venue, api::SeatingPlan plan, std::string json) {
    PlanRecord record{.venue_id = {}, .plan = std::move(plan), .json = std::move(json)};
    return pool_.run([venue = std::move(venue), record = std::move(record)](Connection& connection) {
        return add_plan_once(connection, venue, record);
    });
}

Task<void> PostgresCatalogStore::add_events(std::vector<EventRecord> events, FeeRule fees) {
    if (events.empty()) co_return;
    co_await pool_.run([events = std::move(events), fees](Connection& connection) {
        return insert_events(connection, events, fees);
    });
}

Task<bool> PostgresCatalogStore::change_status(EventId event, EventStatus expected, EventStatus status) {
    return pool_.run(
        [=](Connection& connection) { return update_status(connection, event, expected, status); });
}

Task<std::vector<EventRecord>> PostgresCatalogStore::events() {
    return pool_.run([](Connection& connection) { return read_events(connection, std::nullopt); });
}

Task<std::optional<EventRecord>> PostgresCatalogStore::find_event(EventId id) {
    std::vector<EventRecord> found =
        co_await pool_.run([id](Connection& connection) { return read_events(connection, id); });
    if (found.empty()) co_return std::nullopt;
    co_return std::move(found.front());
}

Task<std::vector<api::Venue>> PostgresCatalogStore::venues() {
    return pool_.run([](Connection& connection) { return read_venues(connection); });
}

Task<std::vector<PlanSummary>> PostgresCatalogStore::plans() {
    return pool_.run([](Connection& connection) { return read_plans(connection); });
}

Task<std::optional<std::string>> PostgresCatalogStore::find_plan(std::string hash) {
    return pool_.run(
        [hash = std::move(hash)](Connection& connection) { return read_plan(connection, hash); });
}

Task<std::expected<EventPage, SearchError>> PostgresCatalogStore::search(EventQuery query, Timestamp now) {
    return pool_.run([query = std::move(query), now](Connection& connection) {
        return search_events(connection, query, now);
    });
}

}  // namespace fairgate::postgres
