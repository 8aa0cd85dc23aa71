#include "adapters/postgres/postgres_seat_store.hpp"
#include "inventory/hold_batcher.hpp"
#include "support/postgres_house.hpp"
#include "support/soon.hpp"

#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

#include <future>
#include <map>

namespace fairgate::testing {
namespace {

using postgres::PostgresSeatStore;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr EventId kEvent{7};
constexpr const char* kHundredSeats =
    "INSERT INTO seats (event_id, seat_index) SELECT 7, i FROM generate_series(0, 99) AS i";
constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};

HoldRequest ask(std::uint64_t who, std::vector<SeatIndex> seats) {
    return {.new_id = HoldId{9000 + who},
            .session = {SessionId{who}, std::nullopt},
            .seats = std::move(seats),
            .expires_at = kNow + std::chrono::minutes{10}};
}

std::vector<HoldResult> commit(SeatStore& store, std::vector<HoldRequest> batch) {
    return run_task(store.commit_holds(kEvent, std::move(batch), kNow));
}

TEST(PostgresSeatStore, LetsTheDatabasesClockEndHolds) {
    PostgresHouse house("");
    house.database.sql(kHundredSeats);
    PostgresSeatStore store(house.pool());
    const auto held = commit(store, {ask(1, {0})});
    // This node's clock is a year behind or ahead of the other's: nobody cares.
    const auto wrong = kNow + std::chrono::days{365};
    EXPECT_TRUE(run_task(store.find_hold(kEvent, SessionId{1}, wrong)));
    run_task(store.drain());
    EXPECT_THAT(run_task(store.expire(std::nullopt, wrong)), IsEmpty());
    house.database.sql("ALTER DATABASE " + house.database.name() + " SET fairgate.clock_shift = 599000");
    EXPECT_EQ(house.database.sql("SELECT count(*) FROM seats WHERE held_until > fairgate_now(0)"), "1");
    house.database.sql("ALTER DATABASE " + house.database.name() + " SET fairgate.clock_shift = 600000");
    EXPECT_EQ(house.database.sql("SELECT count(*) FROM seats WHERE held_until > fairgate_now(0)"), "0");
    EXPECT_EQ(held[0].outcome, HoldOutcome::held);
}

TEST(PostgresSeatStore, TakesASeatThatSomebodyHasLockedForTakenAndDoesNotWait) {
    PostgresHouse house;
    house.database.sql(kHundredSeats);
    PostgresSeatStore store(house.pool());
    commit(store, {ask(9, {99})});
    PostgresSession other(house.database.dsn());
    other.run("BEGIN; SELECT FROM seats WHERE seat_index = 0 FOR UPDATE");
    // Whoever waited for the lock would be told no by lock_timeout.
    const auto results = commit(store, {ask(1, {0, 1}), ask(2, {2})});
    EXPECT_THAT(results[0].added, ElementsAre(1));
    EXPECT_THAT(results[0].unavailable, ElementsAre(0));
    EXPECT_THAT(results[1].added, ElementsAre(2));
}

/// Index entries and rows that statements have read of seats and holds. A session tells when it ends.
int rows_read(const PostgresDatabase& database) {
    EXPECT_TRUE(soon([&] {
        return database.sql(
                   "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                   " AND backend_type = 'client backend' AND pid <> pg_backend_pid()") == "0";
    }));
    return std::stoi(database.sql(
        "SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname ~ '^(seats|holds)')"
        " + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname ~ '^(seats|holds)')"));
}

TEST(PostgresSeatStore, ReadsNothingOfOtherHoldsEvenWhenTheStatisticsKnowOfNone) {
    PostgresHouse house;
    const auto& database = house.database;
    database.sql("INSERT INTO seats (event_id, seat_index) SELECT 7, i FROM generate_series(0, 19999) AS i");
    database.sql("VACUUM ANALYZE seats");
    database.sql("VACUUM ANALYZE holds");
    database.sql(
        "UPDATE seats SET status = 1, hold_id = seat_index, held_by_session = seat_index,"
        " held_until = 1795000600000 WHERE seat_index < 10000");
    EXPECT_EQ(database.sql("SELECT count(*) FROM holds"), "10000");
    const int before = rows_read(database);
    EXPECT_GE(before, 10'000);
    {
        asio::thread_pool threads{1};
        SystemClock clock;
        SystemRandom random;
        postgres::Pool pool(patient_options(database.dsn(), PostgresDatabase::kCallersClock),
                            {threads.get_executor()}, clock, random);
        PostgresSeatStore store(pool);
        EXPECT_THAT(commit(store, {ask(50'001, {15'000, 15'001})})[0].added, ElementsAre(15'000, 15'001));
        EXPECT_TRUE(run_task(store.find_hold(kEvent, SessionId{50'001}, kNow)));
        run_task(store.release(kEvent, SessionId{50'001}, std::nullopt, kNow));
        run_task(store.drain());
        run_task(pool.close());
        threads.join();
    }
    const int read = rows_read(database) - before;
    EXPECT_GT(read, 0);
    EXPECT_LT(read, 100);
}

TEST(PostgresSeatStore, ForgetsHoldsOnceTheirSeatsAreSoldOrFree) {
    PostgresHouse house;
    const auto& database = house.database;
    database.sql(kHundredSeats);
    PostgresSeatStore store(house.pool());
    commit(store, {ask(1, {10, 11}), ask(2, {20}), ask(3, {30})});
    database.sql(
        "UPDATE seats SET status = 2, order_id = 1, hold_id = NULL, held_by_session = NULL,"
        " held_until = NULL WHERE seat_index = 20");
    // Paid at its end: the payment may take half a minute longer.
    database.sql("UPDATE seats SET held_until = held_until + 30000 WHERE seat_index = 30");
    const auto end = kNow + std::chrono::minutes{10};
    EXPECT_EQ(run_task(store.expire(std::nullopt, end)).size(), 2U);
    EXPECT_EQ(database.sql("SELECT string_agg(session_id::text, ' ') FROM holds"), "3");
    EXPECT_THAT(run_task(store.expire(std::nullopt, end)), IsEmpty());
    const auto late = run_task(store.expire(std::nullopt, end + std::chrono::seconds{30}));
    ASSERT_EQ(late.size(), 1U);
    EXPECT_EQ(late[0].seat, 30U);
    EXPECT_EQ(database.sql("SELECT count(*) FROM holds"), "0");
}

TEST(PostgresSeatStore, LooksAgainAtWhatSomebodyHasLockedWhenItWasDue) {
    PostgresHouse house;
    house.database.sql(kHundredSeats);
    PostgresSeatStore store(house.pool());
    commit(store, {ask(1, {0, 1})});
    PostgresSession other(house.database.dsn());
    other.run("BEGIN; SELECT FROM seats WHERE seat_index = 1 FOR UPDATE");
    const auto end = kNow + std::chrono::minutes{10};
    EXPECT_EQ(run_task(store.expire(std::nullopt, end)).size(), 1U);
    other.run("ROLLBACK");
    EXPECT_EQ(run_task(store.expire(std::nullopt, end + std::chrono::seconds{1})).size(), 1U);
    EXPECT_EQ(house.database.sql("SELECT count(*) FROM holds"), "0");
}

TEST(PostgresSeatStore, FindsWhatANodeOfTheVersionBeforeHolds) {
    PostgresHouse house;
    house.database.sql(kHundredSeats);
    PostgresSeatStore store(house.pool());
    const auto hold = [&](SeatIndex seat) {
        house.database.sql(
            "UPDATE seats SET status = 1, hold_id = 5, held_by_session = 1,"
            " held_until = 1795000600000 WHERE seat_index = " +
            std::to_string(seat));
    };
    hold(3);
    hold(4);
    hold(3);
    const auto found = run_task(store.find_hold(kEvent, SessionId{1}, kNow));
    run_task(store.drain());
    ASSERT_TRUE(found);
    EXPECT_THAT(found->seats, ElementsAre(3, 4));
    EXPECT_EQ(run_task(store.expire(std::nullopt, kNow + std::chrono::minutes{10})).size(), 2U);
}

/// Two nodes that take and let go of the same seats as fast as they can.
TEST(PostgresSeatStore, GivesNoSeatToTwoAmongNodesThatFightForIt) {
    PostgresHouse first;
    first.database.sql(kHundredSeats);
    SystemClock clock;
    SystemRandom random;
    asio::thread_pool threads{1};
    postgres::Pool pool(patient_options(first.database.dsn(), PostgresDatabase::kCallersClock),
                        {threads.get_executor()}, clock, random);
    PostgresSeatStore a(first.pool());
    PostgresSeatStore b(pool);
    const auto fight = [](SeatStore& store, std::uint64_t seed) {
        SeededRandom dice(seed);
        for (int round = 0; round < 25; ++round) {
            std::vector<HoldRequest> batch;
            for (std::uint32_t i = 0; i < 12; ++i) {
                const SeatIndex seat = dice.below(98);
                // The two nodes have half of their sessions in common.
                batch.push_back(ask(1 + dice.below(40) + (seed - 1) * 20, {seat, seat + 1, seat + 2}));
                batch.back().all_or_nothing = dice.below(2) == 0;
                batch.back().new_id = HoldId{seed * 1'000'000 + static_cast<std::uint64_t>(round) * 100 + i};
            }
            const auto results = commit(store, batch);
            for (const auto& result : results) EXPECT_LE(result.hold.seats.size(), 6U);
            run_task(store.release(kEvent, batch[0].session.id, std::nullopt, kNow));
        }
    };
    auto other = std::async(std::launch::async, [&] { fight(b, 2); });
    fight(a, 1);
    other.get();
    EXPECT_EQ(first.database.sql("SELECT count(*) FROM (SELECT FROM seats WHERE status = 1"
                                 " GROUP BY held_by_session HAVING count(*) > 6"
                                 " OR count(DISTINCT hold_id) > 1) AS wrong"),
              "0");
    EXPECT_NE(first.database.sql("SELECT count(*) FROM seats WHERE status = 1"), "0");
    run_task(pool.close());
    threads.join();
}

struct Nobody final : SeatChanges, SeatChooser {
    void publish(EventId, std::span<const SeatChange>) override {}
    std::vector<std::vector<SeatIndex>> choose(EventId, std::span<const SeatWish> wishes,
                                               std::span<const SeatIndex>) override {
        return std::vector<std::vector<SeatIndex>>(wishes.size());
    }
};

TEST(PostgresSeatStore, LetsOneBadRequestSpoilNothing) {
    spdlog::set_level(spdlog::level::off);
    PostgresHouse house;
    house.database.sql(kHundredSeats);
    PostgresSeatStore store(house.pool());
    Nobody nobody;
    SystemClock clock;
    asio::io_context loop;
    HoldBatcher batcher(store, nobody, nobody, clock, loop.get_executor());
    std::vector<std::future<HoldResult>> results;
    for (std::uint32_t i = 0; i < 6; ++i) {
        HoldRequest request = ask(1 + i, {i});
        // More than the database's numbers can hold.
        if (i == 3) request.new_id = HoldId{UINT64_MAX};
        results.push_back(asio::co_spawn(loop, batcher.commit(kEvent, request), asio::use_future));
    }
    loop.run();
    for (std::uint32_t i = 0; i < 6; ++i) {
        if (i == 3) {
            EXPECT_THROW(results[i].get(), postgres::PostgresError);
        } else {
            EXPECT_THAT(results[i].get().added, ElementsAre(i));
        }
    }
}

}  // namespace
}  // namespace fairgate::testing
