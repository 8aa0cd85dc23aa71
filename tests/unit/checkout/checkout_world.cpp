#include "checkout_world.hpp"

#include "adapters/sqlite/sqlite_audit.hpp"
#include "support/run_task.hpp"

#include <algorithm>

namespace fairgate::testing {
namespace {

api::SeatingPlan one_row() {
    api::SeatingPlan plan{.hash = "one-row", .name = "One row", .width = 200, .height = 20, .seat_count = 10};
    plan.categories = {{"Stalls", "#336699"}};
    api::PlanRow row{.label = "A", .first_index = 0, .seat_count = 10, .shape = api::RowShape::line};
    row.coordinates = {10, 10, 20, 0};
    row.categories = {0};
    plan.sections = {{"Stalls", {0, 0, 200, 0, 200, 20, 0, 20}, {row}}};
    return plan;
}

EventRecord event_at(VenueId venue) {
    return {.id = kEvent,
            .venue_id = venue,
            .plan_hash = "one-row",
            .name = "A concert",
            .description = "",
            .category = "Concert",
            .event_date = kStart + std::chrono::days{30},
            .on_sale_date = kStart - std::chrono::days{1},
            .status = EventStatus::on_sale,
            .high_demand = false,
            .currency = "EUR",
            .purchase_limit = 8,
            .fares = {{"Stalls", MinorUnits{12'345}}}};
}

}  // namespace

CheckoutWorld::CheckoutWorld(const std::filesystem::path& data, Timestamp start, FaultPlan plan)
    : folder(data),
      clock(start),
      faults(plan),
      file(folder),
      catalog_store(file),
      seats(file),
      store(file),
      orders(store, faults),
      bank(folder, clock),
      provider(bank, faults, clock),
      catalog(catalog_store, clock),
      ports{orders, seats,  locks, map, catalog, provider, answers, [](EventId) { return 7u; },
            clock,  random, tasks},
      breaker(clock, {}),
      settlement(ports, rules),
      recovery(ports, rules, settlement),
      checkout(ports, rules, breaker, settlement, recovery) {}

CheckoutWorld::~CheckoutWorld() {
    tasks.cancel();
    while (tasks.size() != 0) {
        loop.restart();
        loop.run_one_for(std::chrono::milliseconds{10});
    }
}

void CheckoutWorld::step() {
    constexpr std::chrono::milliseconds kIdle{2};
    loop.restart();
    if (loop.run_one_for(kIdle) != 0) return;
    wait_for_files();
    loop.restart();
    if (loop.run_one_for(kIdle) == 0) clock.advance(std::chrono::seconds{1});
}

void CheckoutWorld::wait_for_files() {
    // Whatever was asked of them before has been answered when these come back: a slow disk must not look
    // like a server that waits for the clock.
    run_task(bank.find({}));
    run_task(store.find(OrderId{1}));
    file.writer().run_blocking([](sqlite::Connection&) {});
}

void CheckoutWorld::settle_down() {
    while (tasks.size() != 0) step();
}

void CheckoutWorld::create_event() {
    api::Venue venue{.name = "The Hall", .city = "Berlin", .country = "DE", .time_zone = "Europe/Berlin"};
    const VenueId id = run(catalog_store.add_venue(std::move(venue)));
    const auto plan = one_row();
    run(catalog_store.add_plan({id, plan, to_json_text(plan)}));
    run(catalog_store.add_events({event_at(id)}, FeeRule{}));
}

std::optional<HoldId> CheckoutWorld::hold(Session session, std::vector<SeatIndex> wanted) {
    const Timestamp now = clock.now();
    HoldRequest request{.new_id = HoldId::make(now, random),
                        .session = session,
                        .seats = std::move(wanted),
                        .expires_at = now + std::chrono::minutes{10},
                        .all_or_nothing = true};
    const auto results = run(seats.commit_holds(kEvent, {request}, now));
    if (results.front().outcome != HoldOutcome::held) return std::nullopt;
    return results.front().hold.id;
}

CheckoutResult CheckoutWorld::buy(Session session, std::string key, std::string card) {
    return run(checkout({session, std::nullopt}, request(std::move(key), std::move(card))));
}

void CheckoutWorld::recover() {
    for (int i = 0; i < 12; ++i) {
        run(recovery.sweep(clock.now()));
        clock.advance(std::chrono::seconds{5});
    }
}

std::vector<std::string> CheckoutWorld::violations() {
    AuditInput input = sqlite::read_audit_input(folder);
    input.ledger.emplace();
    for (const auto& entry : ledger()) {
        input.ledger->push_back({entry.key, entry.payment_id, entry.state, entry.amount});
    }
    return audit(input);
}

api::CheckoutRequest request(std::string key, std::string card) {
    api::CheckoutRequest request{
        .event_id = kEvent, .idempotency_key = std::move(key), .email = "ann@example.org"};
    request.payment_method = {.number = std::move(card), .exp_month = 12, .exp_year = 2030, .cvc = "123"};
    return request;
}

}  // namespace fairgate::testing
