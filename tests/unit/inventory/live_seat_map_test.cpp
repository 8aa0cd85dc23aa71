#include "support/unpack.hpp"
#include "unit/inventory/inventory_house.hpp"

#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <future>
#include <random>

namespace fairgate::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

json::value data_of(const std::string& frame) {
    const auto begin = frame.find("data: ") + 6;
    return *parse_json(frame.substr(begin, frame.size() - begin - 2));
}

std::uint64_t id_of(const std::string& frame) {
    EXPECT_THAT(frame, StartsWith("id: "));
    return std::stoull(frame.substr(4));
}

class LiveSeatMapTest : public ::testing::Test {
  protected:
    SeatMapBodyPtr body(SeatMapForm form) { return run_task(house->map.body(house.event, form)); }
    std::string next(SeatMapStream& stream) { return *run_task(stream.next()); }
    api::SeatMap full() {
        return *from_json<api::SeatMap>(parse_json(body(SeatMapForm::full)->json.text())->at("data"));
    }

    InventoryHouse house;
    Session ann = house.session(11);
};

TEST_F(LiveSeatMapTest, ShowsEverySeatWithItsStatus) {
    ASSERT_TRUE(house.reserve(ann, {1}));
    const auto map = full();
    ASSERT_EQ(map.seats.size(), 60U);
    EXPECT_EQ(map.seats[0].status, SeatStatus::available);
    EXPECT_EQ(map.seats[1].status, SeatStatus::held);
    EXPECT_EQ(map.seats[1].section, "Block \"A\"");
    EXPECT_EQ(map.availability.held, 1U);
    ASSERT_TRUE(house.reserve(ann, {2}));
    EXPECT_EQ(full().seats[2].status, SeatStatus::held);
    EXPECT_GT(full().version, map.version);
}

TEST_F(LiveSeatMapTest, UnpacksToTheSameText) {
    for (const auto form : {SeatMapForm::full, SeatMapForm::compact}) {
        EXPECT_EQ(testing::gunzip(std::string(body(form)->gzip.text())), body(form)->json.text());
        EXPECT_EQ(testing::unbrotli(std::string(body(form)->brotli.text())), body(form)->json.text());
    }
}

TEST_F(LiveSeatMapTest, ChangesItsTagIfAndOnlyIfAStatusChanges) {
    const auto before = body(SeatMapForm::compact)->etag;
    ASSERT_TRUE(house.reserve(ann, {1}));
    const auto held = body(SeatMapForm::compact)->etag;
    EXPECT_NE(before, held);
    ASSERT_TRUE(house.reserve(ann, {1}));
    EXPECT_EQ(body(SeatMapForm::compact)->etag, held);
    EXPECT_EQ(body(SeatMapForm::compact), body(SeatMapForm::compact)) << "built once";
}

TEST_F(LiveSeatMapTest, NeverGoesBackAfterARestart) {
    ASSERT_TRUE(house.reserve(ann, {1}));
    const auto before = body(SeatMapForm::compact)->version;
    house.clock.advance(std::chrono::milliseconds{5});
    house.crash();
    EXPECT_GT(body(SeatMapForm::compact)->version, before);
    EXPECT_EQ(full().seats[1].status, SeatStatus::held);
}

TEST_F(LiveSeatMapTest, StreamsASnapshotThenChangesThatAddUp) {
    auto stream = run_task(house->map.subscribe(house.event, std::nullopt));
    const auto snapshot = next(*stream);
    EXPECT_THAT(snapshot, HasSubstr("event: snapshot\n"));
    ASSERT_TRUE(house.reserve(ann, {1, 2}));
    const auto frame = next(*stream);
    const auto change = *from_json<api::AvailabilityChange>(data_of(frame));
    const auto before = from_json<api::CompactAvailability>(data_of(snapshot))->version;
    EXPECT_EQ(id_of(frame), before + change.steps);
    EXPECT_THAT(change.changes, ::testing::ElementsAre(1, 1, 2, 1));

    auto again = run_task(house->map.subscribe(house.event, before));
    EXPECT_THAT(next(*again), HasSubstr("event: snapshot")) << "no message brought this version";
    ASSERT_TRUE(house.release(ann));
    auto resumed = run_task(house->map.subscribe(house.event, id_of(frame)));
    house.clock.advance(std::chrono::milliseconds{100});
    const auto later = next(*resumed);
    const auto freed = *from_json<api::AvailabilityChange>(data_of(later));
    EXPECT_EQ(id_of(later), id_of(frame) + freed.steps);
    EXPECT_THAT(freed.changes, ::testing::ElementsAre(1, 0, 2, 0));
}

TEST_F(LiveSeatMapTest, GivesASlowReaderASnapshotInsteadOfMemory) {
    auto stream = run_task(house->map.subscribe(house.event, std::nullopt));
    next(*stream);
    LiveEvent live(event_of(square_plan(1, 1, 4)), EventStatus::on_sale, noon());
    live.loaded(nullptr);
    LiveEvent::Cursor cursor;
    EXPECT_THAT(*live.take(cursor), HasSubstr("event: snapshot"));
    for (std::uint64_t i = 1; i <= LiveEvent::kFramesMax + 1; ++i) {
        live.apply(std::vector{SeatChange{0, i % 2 ? SeatStatus::held : SeatStatus::available, noon(), i}});
        live.flush(noon());
    }
    EXPECT_THAT(*live.take(cursor), HasSubstr("event: snapshot"));
    EXPECT_EQ(live.take(cursor), nullptr);
}

TEST(LiveEventSizeTest, IsSmallOnTheWire) {
    constexpr SeatIndex kSeats = 20'000;
    LiveEvent live(event_of(square_plan(1, 100, 200)), EventStatus::on_sale, noon());
    live.loaded(nullptr);
    ManualClock clock(noon());
    // Nothing that a compressor could make use of: a third of them each free, held and sold.
    std::mt19937 random(7);
    std::vector<SeatChange> changes;
    for (SeatIndex seat = 0; seat < kSeats; ++seat) {
        changes.push_back({seat, static_cast<SeatStatus>(random() % 3), noon() + std::chrono::hours{1}, 1});
    }
    live.apply(changes);
    live.flush(noon());
    live.build(SeatMapForm::compact, clock);
    const auto body = live.ready_body(SeatMapForm::compact, noon());
    ASSERT_TRUE(body);
    EXPECT_LE(body->gzip.text().size(), 6'000U);
    EXPECT_LE(body->brotli.text().size(), 6'000U);

    LiveEvent::Cursor cursor = live.cursor_after(live.version());
    live.apply(std::vector{SeatChange{kSeats - 1, SeatStatus::sold, {}, 2},
                           SeatChange{kSeats - 2, SeatStatus::sold, {}, 2}});
    live.flush(noon());
    EXPECT_LE(live.take(cursor)->size(), 100U);
}

TEST_F(LiveSeatMapTest, ReturnsEndedHoldsWithinASecond) {
    ASSERT_TRUE(run_task(house->map.load(house.event)));
    ASSERT_TRUE(house.reserve(ann, {1, 2}));
    house.clock.advance(std::chrono::minutes{10});
    run_task([](LiveSeatMap& map) -> Task<bool> {
        co_await map.tend();
        co_return true;
    }(house->map));
    EXPECT_EQ(full().availability.available, 60U);
    EXPECT_EQ(house.dump().seats[1].status, SeatStatus::available);
}

TEST_F(LiveSeatMapTest, TellsNewsOfAStatusOfTheEvent) {
    auto stream = run_task(house->map.subscribe(house.event, std::nullopt));
    next(*stream);
    ASSERT_TRUE(
        run_task(house->catalog.change_status(house.event, EventStatus::on_sale, EventStatus::paused)));
    run_task([](LiveSeatMap& map) -> Task<bool> {
        co_await map.tend();
        co_return true;
    }(house->map));
    EXPECT_EQ(next(*stream), "event: status\ndata: {\"status\":\"paused\"}\n\n");
    EXPECT_EQ(house.reserve(ann, {1}).error().error, ReserveError::not_on_sale);
}

/// A store that can be away, and whose time can be another.
struct SwitchableStore final : SeatStore {
    explicit SwitchableStore(SeatStore& real) : store(real) {}

    Task<std::vector<HoldResult>> commit_holds(EventId event, std::vector<HoldRequest> batch,
                                               Timestamp now) override {
        return store.commit_holds(event, std::move(batch), now);
    }
    Task<ReleaseResult> release(EventId event, SessionId session, std::optional<std::vector<SeatIndex>> seats,
                                Timestamp now) override {
        return store.release(event, session, std::move(seats), now);
    }
    Task<std::vector<ExpiredSeat>> expire(std::optional<EventId> event, Timestamp now) override {
        return store.expire(event, now - behind);
    }
    Task<std::optional<Hold>> find_hold(EventId event, SessionId session, Timestamp now) override {
        return store.find_hold(event, session, now);
    }
    Task<std::vector<SeatChange>> taken_seats(EventId event) override {
        if (away) throw std::runtime_error("the store is away");
        ++reads;
        std::vector<SeatChange> seats = co_await store.taken_seats(event);
        co_return seats;
    }

    SeatStore& store;
    std::atomic<bool> away = false;
    /// How far the store's clock is behind.
    std::chrono::milliseconds behind{0};
    std::atomic<int> reads = 0;
};

/// A map of a house whose store can be away.
class StaleSeatMapTest : public LiveSeatMapTest {
  protected:
    void SetUp() override {
        spdlog::set_level(spdlog::level::off);
        stream = run_task(map.subscribe(house.event, std::nullopt));
        next(*stream);
    }
    void TearDown() override {
        run_task(map.stop());
        pool.join();
    }
    SeatMapBodyPtr body_now(SeatMapForm form) { return run_task(map.body(house.event, form)); }
    /// Ann's seat in the store and in the map, until its hold is over.
    void hold_until_the_end(SeatIndex seat) {
        ASSERT_TRUE(house.reserve(ann, {seat}));
        const Timestamp end = house.clock.now() + house.rules.hold_duration;
        map.publish(house.event, std::vector{SeatChange{seat, SeatStatus::held, end, 1}});
        house.clock.advance(house.rules.hold_duration);
    }
    void tend() {
        run_task([](LiveSeatMap& tended) -> Task<bool> {
            co_await tended.tend();
            co_return true;
        }(map));
    }

    asio::thread_pool pool{1};
    SwitchableStore store{house->seats};
    LiveSeatMap map{house->catalog, store, house.clock, pool.get_executor()};
    std::shared_ptr<SeatMapStream> stream;
};

TEST_F(StaleSeatMapTest, GoesOnAsLastKnownAndSaysSoWhileTheStoreIsAway) {
    const auto before = body_now(SeatMapForm::compact);
    EXPECT_THAT(before->json.text(), HasSubstr("\"stale\":false"));
    store.away = true;
    map.cut_off();
    EXPECT_EQ(next(*stream), "event: freshness\ndata: {\"stale\":true}\n\n");
    for (const auto form : {SeatMapForm::compact, SeatMapForm::full}) {
        house.clock.advance(std::chrono::seconds{1});
        EXPECT_THAT(body_now(form)->json.text(), HasSubstr("\"stale\":true"));
    }
    EXPECT_NE(body_now(SeatMapForm::compact)->etag, before->etag);
    auto late = run_task(map.subscribe(house.event, std::nullopt));
    EXPECT_THAT(next(*late), HasSubstr("\"stale\":true")) << "whoever comes meanwhile is told at once";
}

TEST_F(StaleSeatMapTest, IsUpToDateAgainByItselfOnceTheStoreIsBack) {
    map.start();
    store.away = true;
    map.cut_off();
    EXPECT_THAT(next(*stream), HasSubstr("\"stale\":true"));
    // Somebody buys through another node meanwhile.
    ASSERT_TRUE(house.reserve(ann, {5}));
    store.away = false;
    auto freshness = std::async(std::launch::async, [&] { return next(*stream) + next(*stream); });
    // Not so fast that the hold ends before a slow machine tells of it.
    while (freshness.wait_for(std::chrono::milliseconds{50}) != std::future_status::ready) {
        house.clock.advance(LiveSeatMap::kTick);
    }
    const auto told = freshness.get();
    EXPECT_THAT(told, HasSubstr("{\"stale\":false}"));
    EXPECT_THAT(told, HasSubstr("\"changes\":[5,1]"));
}

TEST_F(StaleSeatMapTest, IsNotStaleWithoutNewsAsLongAsItCanBeRead) {
    map.cut_off();
    ASSERT_TRUE(house.reserve(ann, {5}));
    map.cut_off();
    EXPECT_THAT(next(*stream), HasSubstr("\"changes\":[5,1]"));
    EXPECT_THAT(body_now(SeatMapForm::compact)->json.text(), HasSubstr("\"stale\":false"));
}

TEST_F(StaleSeatMapTest, WaitsForAStoreWhoseClockIsBehindInsteadOfReadingAllSeats) {
    store.behind = std::chrono::milliseconds{600};
    hold_until_the_end(5);
    const int reads = store.reads;
    tend();
    house.clock.advance(LiveSeatMap::kTick);
    tend();
    EXPECT_EQ(store.reads, reads);
    EXPECT_FALSE(map.looks_free(house.event, 5));
    house.clock.advance(store.behind);
    tend();
    EXPECT_TRUE(map.looks_free(house.event, 5));
    EXPECT_EQ(store.reads, reads);
}

TEST_F(StaleSeatMapTest, ReadsAllSeatsWhenTheNewsOfOneGotLost) {
    hold_until_the_end(5);
    // Another node frees it, and does not tell.
    ASSERT_FALSE(run_task(house->seats.expire(house.event, house.clock.now())).empty());
    tend();
    EXPECT_FALSE(map.looks_free(house.event, 5));
    house.clock.advance(LiveSeatMap::kOverdue);
    tend();
    EXPECT_TRUE(map.looks_free(house.event, 5));
}

TEST(SeatBoardTest, IgnoresLateNews) {
    SeatBoard board(event_of(square_plan(1, 1, 4)), noon());
    board.apply(std::vector{SeatChange{0, SeatStatus::available, {}, 4}});
    EXPECT_TRUE(board.apply(std::vector{SeatChange{0, SeatStatus::held, noon(), 3}}).empty());
    EXPECT_EQ(board.status(0), SeatStatus::available);
}

}  // namespace
}  // namespace fairgate::testing
