#include "http/server_test.hpp"

#include "catalog/plan_import.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace fairgate::testing {
namespace {

std::string plan_text() {
    std::string rows;
    for (const auto* row : {"A", "B"}) {
        std::string seats;
        for (int i = 1; i <= 10; ++i) {
            seats += fmt::format(R"({}{{"seat_number":"{}","seat_guid":"{}{}","position":{{"x":{},"y":0}},)"
                                 R"("category":"Stalls"}})",
                                 i > 1 ? "," : "", i, row, i, i * 25);
        }
        rows += fmt::format(R"({}{{"row_number":"{}","position":{{"x":0,"y":{}}},"seats":[{}]}})",
                            *row == 'A' ? "" : ",", row, *row == 'A' ? 0 : 30, seats);
    }
    return fmt::format(R"({{"name":"Small hall","categories":[{{"name":"Stalls","color":"#3366cc"}}],)"
                       R"("zones":[{{"name":"Floor","position":{{"x":0,"y":0}},"rows":[{}]}}]}})",
                       rows);
}

}  // namespace

ServerTest::ServerTest() {
    spdlog::set_level(spdlog::level::off);
}

EventRecord ServerTest::event(const PlanRecord& plan, VenueId venue, std::chrono::hours on_sale_in) {
    EventRecord record;
    record.id = EventId::make(clock_.now(), random_);
    record.venue_id = venue;
    record.plan_hash = plan.plan.hash;
    record.name = "Night of a Hundred Lamps";
    record.description = "A concert.";
    record.category = "Concert";
    record.event_date = clock_.now() + std::chrono::days{30};
    record.on_sale_date = clock_.now() + on_sale_in;
    record.status = on_sale_in.count() > 0 ? EventStatus::upcoming : EventStatus::on_sale;
    record.currency = "USD";
    record.purchase_limit = 8;
    record.fares = {{"Stalls", MinorUnits{12'500}}};
    return record;
}

void ServerTest::SetUp() {
    cli::ServeOptions options;
    options.data = folder_.path();
    options.listen = "127.0.0.1:0";
    options.web = "";
    options.no_demo = true;
    options.threads = 2;
    // A machine that is busy with other tests is not what they are about.
    options.late_milliseconds = 0;
    adjust(options);
    server_ = std::make_unique<cli::Application>(options, clock_, random_);
    server_->start();
    const auto url = server_->url();
    port_ = static_cast<unsigned short>(std::stoi(url.substr(url.rfind(':') + 1)));

    auto& services = server_->services();
    auto& store = services.catalog_store;
    const auto imported = import_plan(plan_text());
    ASSERT_TRUE(imported) << imported.error().path << " " << imported.error().reason;
    api::Venue venue{VenueId::make(clock_.now(), random_), "Small hall", "Oslo", "NO", "Europe/Oslo", 0, {}};
    const VenueId venue_id = services.loops.wait_for(store.add_venue(venue));
    const PlanRecord plan{venue_id, imported->plan, imported->json};
    services.loops.wait_for(store.add_plan(plan));
    auto on_sale = event(plan, venue_id, std::chrono::hours{-1});
    auto upcoming = event(plan, venue_id, std::chrono::hours{24});
    adjust(on_sale);
    adjust(upcoming);
    services.loops.wait_for(store.add_events({on_sale, upcoming}, FeeRule{}));
    event_ = on_sale.id.text();
    upcoming_event_ = upcoming.id.text();
}

void ServerTest::TearDown() {
    if (server_) server_->stop();
}

std::string ServerTest::reserve_body(const std::string& seats) const {
    return fmt::format(R"({{"eventId":"{}","seatIds":[{}]}})", event_, seats);
}

std::string ServerTest::checkout_body(const std::string& key, const std::string& card) const {
    return fmt::format(
        R"({{"eventId":"{}","idempotencyKey":"{}","email":"ann@example.org",)"
        R"("paymentMethod":{{"type":"card","number":"{}","expMonth":12,"expYear":2040,"cvc":"123"}}}})",
        event_, key, card);
}

}  // namespace fairgate::testing
