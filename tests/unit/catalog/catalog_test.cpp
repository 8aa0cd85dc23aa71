#include "catalog/catalog.hpp"

#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "base/manual_clock.hpp"
#include "catalog/demo_season.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"
#include "unit/catalog/plan_texts.hpp"

#include <boost/asio/thread_pool.hpp>
#include <gmock/gmock.h>

#include <future>

namespace fairgate::testing {
namespace {

constexpr Timestamp kNow{std::chrono::milliseconds{1'800'000'000'000}};

class CatalogTest : public ::testing::Test {
  protected:
    CatalogTest() {
        auto plan = imported(good_plan());
        hash_ = plan.plan.hash;
        json_ = plan.json;
        const auto venue = run_task(store_.add_venue({.id = VenueId::make(kNow, random_),
                                                      .name = "Hall",
                                                      .city = "Berlin",
                                                      .country = "DE",
                                                      .time_zone = "Europe/Berlin",
                                                      .section_config = {}}));
        run_task(store_.add_plan({venue, plan.plan, plan.json}));
        event_.venue_id = venue;
        event_.plan_hash = hash_;
        run_task(store_.add_events({event_}, {}));
    }

    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    SqliteCatalogStore store_{file_};
    ManualClock clock_{kNow};
    SeededRandom random_{1};
    Catalog catalog_{store_, clock_};
    std::string hash_;
    std::string json_;
    EventRecord event_{.id = EventId{77},
                       .venue_id = {},
                       .plan_hash = {},
                       .name = "Nightferry",
                       .description = {},
                       .category = "Concert",
                       .event_date = kNow + std::chrono::hours(2),
                       .on_sale_date = kNow + std::chrono::hours(1),
                       .status = EventStatus::upcoming,
                       .currency = "EUR",
                       .purchase_limit = 4,
                       .fares = {{"Stalls", MinorUnits{4'200}}}};
};

TEST_F(CatalogTest, FindsAnEventWithVenueSeatsAndPrices) {
    const auto event = run_task(catalog_.find(event_.id));
    ASSERT_TRUE(event);
    EXPECT_EQ(event->record.name, "Nightferry");
    EXPECT_EQ(event->venue.name, "Hall");
    EXPECT_EQ(event->venue.capacity, 6U);
    ASSERT_EQ(event->venue.section_config.size(), 1U);
    EXPECT_EQ(event->venue.section_config[0].capacity, 6U);
    EXPECT_EQ(event->seats->seat_count(), 6U);
    EXPECT_EQ(event->price(5), MinorUnits{4'200});
}

TEST_F(CatalogTest, RemembersEventsAndReadsPlans) {
    EXPECT_EQ(run_task(catalog_.find(event_.id)), run_task(catalog_.find(event_.id)));
    EXPECT_EQ(*run_task(catalog_.plan_json(hash_)), json_);
}

TEST_F(CatalogTest, WhatIsUnknownIsNull) {
    EXPECT_FALSE(run_task(catalog_.find(EventId{1})));
    EXPECT_FALSE(run_task(catalog_.plan_json("unknown")));
}

TEST_F(CatalogTest, AStatusChangeShowsAtOnceAndOldPointersStayAsTheyWere) {
    const auto before = run_task(catalog_.find(event_.id));
    EXPECT_TRUE(run_task(catalog_.change_status(event_.id, EventStatus::upcoming, EventStatus::paused)));
    EXPECT_FALSE(run_task(catalog_.change_status(event_.id, EventStatus::upcoming, EventStatus::paused)));
    EXPECT_EQ(run_task(catalog_.find(event_.id))->record.status, EventStatus::paused);
    EXPECT_EQ(before->record.status, EventStatus::upcoming);
}

TEST_F(CatalogTest, AnEventOpensWithTheClock) {
    const auto event = run_task(catalog_.find(event_.id));
    EXPECT_EQ(catalog_.status_of(*event), EventStatus::upcoming);
    EXPECT_EQ(run_task(catalog_.search({.statuses = {EventStatus::on_sale}}))->total, 0U);
    clock_.advance(std::chrono::hours(1));
    EXPECT_EQ(catalog_.status_of(*event), EventStatus::on_sale);
    EXPECT_EQ(run_task(catalog_.search({.statuses = {EventStatus::on_sale}}))->total, 1U);
}

Task<void> look_up_often(Catalog& catalog, EventId event) {
    for (int i = 0; i < 300; ++i) {
        const EventPtr found = co_await catalog.find(event);
        EXPECT_TRUE(found);
    }
}

Task<void> change_often(Catalog& catalog, EventId event) {
    for (int i = 0; i < 20; ++i) {
        const bool paused = co_await catalog.change_status(event, EventStatus::upcoming, EventStatus::paused);
        const EventPtr after_pause = co_await catalog.find(event);
        EXPECT_TRUE(paused);
        EXPECT_EQ(after_pause->record.status, EventStatus::paused);
        const bool back = co_await catalog.change_status(event, EventStatus::paused, EventStatus::upcoming);
        const EventPtr after_back = co_await catalog.find(event);
        EXPECT_TRUE(back);
        EXPECT_EQ(after_back->record.status, EventStatus::upcoming);
    }
}

TEST_F(CatalogTest, NobodyWhoLooksAfterAChangeSeesTheTimeBeforeIt) {
    asio::thread_pool pool(3);
    std::vector<std::future<void>> done;
    for (int i = 0; i < 4; ++i) {
        done.push_back(asio::co_spawn(pool, look_up_often(catalog_, event_.id), asio::use_future));
    }
    done.push_back(asio::co_spawn(pool, change_often(catalog_, event_.id), asio::use_future));
    for (auto& each : done) each.get();
    pool.join();
}

}  // namespace
}  // namespace fairgate::testing
