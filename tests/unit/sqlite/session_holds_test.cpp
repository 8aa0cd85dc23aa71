#include "adapters/sqlite/session_holds.hpp"

#include "adapters/sqlite/sqlite_seat_store.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <optional>

namespace fairgate::testing {
namespace {

constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
constexpr std::chrono::minutes kHoldDuration{10};
constexpr EventId kEvent{7};
constexpr EventId kOtherEvent{8};
constexpr SessionId kAnn{1};
constexpr SessionId kBob{2};

/// The ids that `new_id` would make at `time`.
HoldId hold_made_at(Timestamp time, std::uint64_t number) {
    return HoldId{static_cast<std::uint64_t>(time.time_since_epoch().count()) << 21 | number};
}

const HoldId kFirst = hold_made_at(kNow, 1);
const HoldId kSecond = hold_made_at(kNow, 2);

/// A store with ten seats in two events, which can be closed and opened again.
class SessionHoldsTest : public ::testing::Test {
  protected:
    SessionHoldsTest() {
        file_->writer().configure([](sqlite::Connection& connection) {
            connection.execute("PRAGMA foreign_keys = OFF");
            connection.execute(
                "INSERT INTO seats (event_id, seat_index) WITH RECURSIVE n (i) AS"
                " (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9)"
                " SELECT e.id, i FROM n JOIN (SELECT 7 AS id UNION SELECT 8) AS e");
        });
        store_.emplace(*file_);
    }

    void reopen() {
        store_.reset();
        file_.reset();
        file_.emplace(folder_.path());
        store_.emplace(*file_);
    }

    HoldResult hold(EventId event, SessionId session, HoldId id, std::vector<SeatIndex> seats,
                    Timestamp now = kNow) {
        HoldRequest request{.new_id = id,
                            .session = {session, std::nullopt},
                            .seats = std::move(seats),
                            .expires_at = now + kHoldDuration};
        return run_task(store_->commit_holds(event, {std::move(request)}, now)).front();
    }

    void sql(std::string text) {
        file_->writer().run_blocking([&text](sqlite::Connection& connection) { connection.execute(text); });
    }

    /// Whether those made before `before` and `holds`'s only one are forgotten.
    std::optional<HoldId> after_forgetting(Timestamp before) {
        sqlite::SessionHolds holds;
        holds.put(kEvent, kAnn, kFirst);
        file_->writer().run_blocking(
            [&](sqlite::Connection& connection) { holds.forget_ended(connection, before); });
        return holds.find(kEvent, kAnn);
    }

    TemporaryFolder folder_;
    std::optional<sqlite::StoreFile> file_{std::in_place, folder_.path()};
    std::optional<sqlite::SqliteSeatStore> store_;
};

TEST_F(SessionHoldsTest, AHoldGrowsAfterTheStoreWasOpenedAnew) {
    hold(kEvent, kAnn, kFirst, {1, 2});
    hold(kOtherEvent, kAnn, kSecond, {5});
    reopen();
    const auto found = run_task(store_->find_hold(kEvent, kAnn, kNow));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, kFirst);
    const auto grown = hold(kEvent, kAnn, hold_made_at(kNow, 3), {1, 2, 3});
    EXPECT_EQ(grown.hold.id, kFirst);
    EXPECT_EQ(grown.hold.seats, (std::vector<SeatIndex>{1, 2, 3}));
}

TEST_F(SessionHoldsTest, OfTwoHoldsInTheStoreTheOneThatEndsLaterIsTheSessions) {
    // The clock was set back in between, so that the later hold has the smaller id.
    hold(kEvent, kAnn, kSecond, {1});
    hold(kEvent, kAnn, kFirst, {2}, kNow + kHoldDuration);
    reopen();
    const auto found = run_task(store_->find_hold(kEvent, kAnn, kNow + kHoldDuration));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, kFirst);
}

TEST_F(SessionHoldsTest, AHoldThatWasRolledBackIsNone) {
    // The second seat cannot be written: the job's savepoint takes the first one back.
    sql("CREATE TRIGGER stop BEFORE UPDATE ON seats WHEN new.seat_index = 2 AND new.status = 1"
        " BEGIN SELECT raise(ABORT, 'stop'); END");
    EXPECT_THROW(hold(kEvent, kAnn, kFirst, {1, 2}), sqlite::SqliteError);
    EXPECT_FALSE(run_task(store_->find_hold(kEvent, kAnn, kNow)));
    EXPECT_EQ(hold(kEvent, kBob, kSecond, {1}).outcome, HoldOutcome::held);
    EXPECT_EQ(hold(kEvent, kAnn, hold_made_at(kNow, 3), {3}).hold.id, hold_made_at(kNow, 3));
}

TEST_F(SessionHoldsTest, AHoldWhoseReleaseWasRolledBackWithTheNextOneGoesOn) {
    hold(kEvent, kAnn, kFirst, {1, 2});
    asio::io_context loop;
    std::promise<void> begun;
    std::promise<void> go_on;
    auto busy = asio::co_spawn(loop, file_->writer().run([&](sqlite::Connection&) {
        begun.set_value();
        go_on.get_future().wait();
        return true;
    }),
                               asio::use_future);
    loop.poll();
    begun.get_future().wait();
    // These three share a commit, which fails as a whole.
    auto released = asio::co_spawn(loop, store_->release(kEvent, kAnn, std::nullopt, kNow), asio::use_future);
    HoldRequest next{
        .new_id = kSecond, .session = {kAnn, std::nullopt}, .seats = {3}, .expires_at = kNow + kHoldDuration};
    auto held = asio::co_spawn(loop, store_->commit_holds(kEvent, {std::move(next)}, kNow), asio::use_future);
    auto failed = asio::co_spawn(loop, file_->writer().run([](sqlite::Connection& connection) {
        connection.execute("ROLLBACK");
        throw std::runtime_error("the disk is full");
        return true;
    }),
                                 asio::use_future);
    loop.poll();
    go_on.set_value();
    loop.run();
    EXPECT_TRUE(busy.get());
    EXPECT_THROW(released.get(), std::runtime_error);
    EXPECT_THROW(held.get(), std::runtime_error);
    EXPECT_THROW(failed.get(), std::runtime_error);
    const auto found = run_task(store_->find_hold(kEvent, kAnn, kNow));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, kFirst);
    EXPECT_EQ(found->seats, (std::vector<SeatIndex>{1, 2}));
}

TEST_F(SessionHoldsTest, TheSweepForgetsWhatHasEndedAndNothingElse) {
    hold(kEvent, kAnn, kFirst, {1, 2});
    EXPECT_TRUE(after_forgetting(kNow + std::chrono::hours{1})) << "its seats are held";
    sql("UPDATE seats SET status = 0, hold_id = NULL, held_by_session = NULL, held_until = NULL");
    EXPECT_TRUE(after_forgetting(kNow)) << "it may be about to be committed";
    EXPECT_FALSE(after_forgetting(kNow + std::chrono::hours{1}));
}

TEST_F(SessionHoldsTest, AHoldIsCommittedThoughItsStoreIsGone) {
    auto store = std::make_unique<sqlite::SqliteSeatStore>(*file_);
    std::promise<void> go_on;
    asio::io_context loop;
    auto busy = asio::co_spawn(loop, file_->writer().run([&](sqlite::Connection&) {
        go_on.get_future().wait();
        return true;
    }),
                               asio::use_future);
    loop.poll();
    HoldRequest request{
        .new_id = kFirst, .session = {kAnn, std::nullopt}, .seats = {1}, .expires_at = kNow + kHoldDuration};
    auto held =
        asio::co_spawn(loop, store->commit_holds(kEvent, {std::move(request)}, kNow), asio::use_future);
    loop.poll();
    store.reset();
    go_on.set_value();
    loop.run();
    EXPECT_TRUE(busy.get());
    EXPECT_EQ(held.get().front().hold.id, kFirst);
}

TEST_F(SessionHoldsTest, AHoldSurvivesSweeps) {
    hold(kEvent, kAnn, kFirst, {1, 2});
    run_task(store_->expire(std::nullopt, kNow + std::chrono::minutes{5}));
    EXPECT_TRUE(run_task(store_->find_hold(kEvent, kAnn, kNow + std::chrono::minutes{5})));
}

}  // namespace
}  // namespace fairgate::testing
