#include "catalog/demo_season.hpp"

#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "base/clock.hpp"
#include "base/manual_clock.hpp"
#include "catalog/catalog.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

namespace fairgate::testing {
namespace {

constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};

class DemoSeason : public ::testing::Test {
  protected:
    static void SetUpTestSuite() { season_ = new Season; }
    static void TearDownTestSuite() {
        delete season_;
        season_ = nullptr;
    }

    struct Season {
        TemporaryFolder folder;
        sqlite::StoreFile file{folder.path()};
        SqliteCatalogStore store{file};
        SeededRandom random{11};
        ManualClock clock{kNow};
        Catalog catalog{store, clock};
        DemoSummary summary;
        std::vector<EventRecord> events;

        Season() {
            const SystemClock watch;
            const auto begin = watch.now();
            summary = run_task(load_demo_season(store, kNow, {}, random));
            events = run_task(store.events());
            std::printf("%u seats in %lld ms\n", summary.seats,
                        static_cast<long long>((watch.now() - begin).count()));
        }
    };

    static Season* season_;
};

DemoSeason::Season* DemoSeason::season_ = nullptr;

TEST_F(DemoSeason, HasTwoDozenEventsInManyCitiesAndEveryState) {
    EXPECT_EQ(season_->summary.events, season_->events.size());
    EXPECT_GE(season_->events.size(), 22U);
    const auto page = run_task(season_->catalog.search({.limit = 100})).value();
    EXPECT_EQ(page.total, season_->events.size());
    EXPECT_GE(page.cities.size(), 6U);
    EXPECT_GE(page.categories.size(), 6U);
    std::map<EventStatus, int> statuses;
    for (const auto& event : season_->events) ++statuses[status_at(event, kNow)];
    EXPECT_EQ(statuses.size(), 6U);
    EXPECT_GE(statuses[EventStatus::upcoming], 3);
    EXPECT_GE(statuses[EventStatus::on_sale], 10);
}

TEST_F(DemoSeason, SomethingOpensWithinMinutes) {
    const auto soon = [](const EventRecord& event) {
        const auto wait = event.on_sale_date - kNow;
        return wait > std::chrono::minutes(1) && wait < std::chrono::minutes(10);
    };
    EXPECT_TRUE(std::ranges::any_of(season_->events, soon));
}

TEST_F(DemoSeason, EveryEventCanBeLookedUp) {
    std::set<std::uint32_t> sizes;
    for (const auto& record : season_->events) {
        const auto event = run_task(season_->catalog.find(record.id));
        ASSERT_TRUE(event) << record.name;
        sizes.insert(event->seats->seat_count());
        EXPECT_LT(record.on_sale_date, record.event_date) << record.name;
        EXPECT_FALSE(record.description.empty());
        for (const auto price : event->prices) EXPECT_GT(price.value, 0);
    }
    EXPECT_TRUE(sizes.contains(738U) && sizes.contains(20'000U) && sizes.contains(60'000U));
}

TEST_F(DemoSeason, SalesAreOfEventsThatSellAndNameEachSeatOnce) {
    std::map<EventId, std::size_t> sold;
    for (const auto& sale : season_->summary.sales) {
        const auto event = run_task(season_->catalog.find(sale.event));
        ASSERT_TRUE(event);
        EXPECT_TRUE(sold.emplace(sale.event, sale.seats.size()).second);
        EXPECT_TRUE(std::ranges::is_sorted(sale.seats, std::ranges::less_equal{}));
        EXPECT_LT(sale.seats.back(), event->seats->seat_count());
        const auto status = season_->catalog.status_of(*event);
        EXPECT_TRUE(status != EventStatus::upcoming && status != EventStatus::cancelled);
        const bool all = sale.seats.size() == event->seats->seat_count();
        EXPECT_EQ(all, status == EventStatus::sold_out) << event->record.name;
    }
    for (const auto& event : season_->events) {
        if (event.status == EventStatus::sold_out) EXPECT_TRUE(sold.contains(event.id));
    }
}

TEST_F(DemoSeason, IsFoundWithAndWithoutAccents) {
    EXPECT_EQ(run_task(season_->catalog.search({.words = "boheme"}))->total, 1U);
    EXPECT_GE(run_task(season_->catalog.search({.words = "theatre des til"}))->total, 3U);
}

}  // namespace
}  // namespace fairgate::testing
