#include "contract/catalog/catalog_store_contract.hpp"

namespace fairgate::testing {

VenueId CatalogStoreContract::add_venue(const std::string& name, const std::string& city) {
    return run_task(store().add_venue({.id = VenueId::make(kNow, random_),
                                       .name = name,
                                       .city = city,
                                       .country = "DE",
                                       .time_zone = "Europe/Berlin",
                                       .section_config = {}}));
}

std::string CatalogStoreContract::add_plan(VenueId venue, const std::string& name, std::uint32_t seats) {
    PlanRecord record{.venue_id = venue, .plan = {}, .json = {}};
    record.plan.hash = "hash of " + name;
    record.plan.name = name;
    record.plan.seat_count = seats;
    record.plan.categories = {{"Stalls", "#112233"}};
    record.json = to_json_text(record.plan);
    run_task(store().add_plan(record));
    return record.plan.hash;
}

Task<bool> CatalogStoreContract::add_plan_at(const std::string& city, const std::string& hash) {
    api::SeatingPlan plan;
    plan.hash = hash;
    plan.name = "Great hall";
    plan.seat_count = 1;
    plan.categories = {{"Stalls", "#112233"}};
    std::string json = to_json_text(plan);
    return store().add_plan_at({.id = VenueId::make(kNow, random_),
                                .name = "Lindenhof",
                                .city = city,
                                .country = "DE",
                                .time_zone = "Europe/Berlin",
                                .section_config = {}},
                               std::move(plan), std::move(json));
}

EventRecord CatalogStoreContract::some_event(const std::string& name) {
    if (!home_) {
        home_ = add_venue("Lindenhof", "Berlin");
        home_plan_ = add_plan(home_, "Great hall");
    }
    return {.id = EventId::make(kNow, random_),
            .venue_id = home_,
            .plan_hash = home_plan_,
            .name = name,
            .description = "An evening",
            .category = "Concert",
            .event_date = kNow + std::chrono::days(30),
            .on_sale_date = kNow - std::chrono::days(1),
            .status = EventStatus::on_sale,
            .currency = "EUR",
            .purchase_limit = 8,
            .fares = {{"Stalls", MinorUnits{1'000}}}};
}

void CatalogStoreContract::add(std::vector<EventRecord> events) {
    run_task(store().add_events(std::move(events), fees_));
}

void CatalogStoreContract::add_some_events() {
    auto ninth = some_event("Beethoven: The Ninth");
    ninth.description = "The most famous tune in D major";
    ninth.category = "Classical";
    auto boheme = some_event("La Bohème");
    boheme.description = "Puccini’s Paris, not far from Beethoven street";
    boheme.category = "Opera";
    auto jazz = some_event("Jazz O'Clock");
    jazz.venue_id = add_venue("Théâtre des Tilleuls", "Malmö");
    jazz.plan_hash = add_plan(jazz.venue_id, "Petit");
    jazz.event_date += std::chrono::days(1);
    add({ninth, boheme, jazz});
}

EventPage CatalogStoreContract::search(EventQuery query, Timestamp now) {
    auto page = run_task(store().search(std::move(query), now));
    EXPECT_TRUE(page.has_value());
    return page ? std::move(*page) : EventPage{};
}

std::vector<std::string> CatalogStoreContract::names_found(EventQuery query, Timestamp now) {
    std::vector<std::string> names;
    for (const auto id : search(std::move(query), now).events) {
        names.push_back(run_task(store().find_event(id)).value().name);
    }
    return names;
}

}  // namespace fairgate::testing
