#include "unit/inventory/inventory_house.hpp"

#include <gmock/gmock.h>

namespace fairgate::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ReserveSeatsTest : public ::testing::Test {
  protected:
    void TearDown() override { EXPECT_THAT(house.broken(), IsEmpty()); }

    Hold hold_of(Session who) {
        return *run_task(house->seats.find_hold(house.event, who.id, house.clock.now()));
    }

    InventoryHouse house;
    Session ann = house.session(11);
    Session bob = house.session(12);
};

TEST_F(ReserveSeatsTest, HoldsSeatsForTenMinutesWithTheirAmounts) {
    const auto answer = house.reserve(ann, {4, 3});
    ASSERT_TRUE(answer);
    EXPECT_THAT(answer->reservation.seat_ids, ElementsAre("3", "4"));
    EXPECT_EQ(answer->reservation.subtotal.value, 20'020);
    EXPECT_EQ(answer->reservation.fees.value, 1'002);
    EXPECT_EQ(answer->reservation.total_amount.value, 21'022);
    EXPECT_EQ(answer->reservation.expires_at, noon() + std::chrono::minutes{10});
    EXPECT_EQ(answer->reservation.seats[0].section, "Block \"A\"");
    EXPECT_THAT(answer->unavailable_seats, IsEmpty());
}

TEST_F(ReserveSeatsTest, NamesTheSeatsThatSomebodyElseHolds) {
    ASSERT_TRUE(house.reserve(ann, {1}));
    const auto answer = house.reserve(bob, {0, 1, 2});
    ASSERT_TRUE(answer);
    EXPECT_THAT(answer->reservation.seat_ids, ElementsAre("0", "2"));
    EXPECT_THAT(answer->unavailable_seats, ElementsAre("1"));
}

TEST_F(ReserveSeatsTest, AnswersLosersWithoutTheStore) {
    ASSERT_TRUE(house.reserve(ann, {1, 2}));
    const auto jobs = house->file.writer().jobs();
    const auto answer = house.reserve(bob, {1, 2});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().error, ReserveError::nothing_available);
    EXPECT_THAT(answer.error().unavailable_seats, ElementsAre("1", "2"));
    EXPECT_EQ(house->file.writer().jobs(), jobs);
}

TEST_F(ReserveSeatsTest, TakesAllOrNothingWhenAsked) {
    ASSERT_TRUE(house.reserve(ann, {1}));
    const auto answer = house.reserve(bob, {0, 1}, true);
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().unavailable_seats, ElementsAre("1"));
    EXPECT_EQ(house->locks.size(), 1U) << "the lock of seat 0 must be gone";
    EXPECT_TRUE(house.reserve(ann, {0}));
}

TEST_F(ReserveSeatsTest, AnswersTheSameReservationWhenAskedAgain) {
    const auto first = house.reserve(ann, {1, 2});
    house.clock.advance(std::chrono::minutes{3});
    const auto again = house.reserve(ann, {1, 2});
    ASSERT_TRUE(first && again);
    EXPECT_EQ(first->reservation.id, again->reservation.id);
    EXPECT_EQ(first->reservation.expires_at, again->reservation.expires_at);
    EXPECT_THAT(again->unavailable_seats, IsEmpty());
}

TEST_F(ReserveSeatsTest, AddsToTheReservationWithoutRestartingItsClock) {
    const auto first = house.reserve(ann, {1, 2});
    house.clock.advance(std::chrono::minutes{3});
    const auto more = house.reserve(ann, {2, 7});
    ASSERT_TRUE(first && more);
    EXPECT_EQ(first->reservation.id, more->reservation.id);
    EXPECT_EQ(more->reservation.expires_at, noon() + std::chrono::minutes{10});
    EXPECT_THAT(more->reservation.seat_ids, ElementsAre("1", "2", "7"));
}

TEST_F(ReserveSeatsTest, RecognizesItsReservationAfterARestart) {
    const auto first = house.reserve(ann, {1, 2});
    house.crash();
    const auto again = house.reserve(ann, {1, 2});
    ASSERT_TRUE(first && again);
    EXPECT_EQ(first->reservation.id, again->reservation.id);
    EXPECT_EQ(house->locks.size(), 2U);
    EXPECT_FALSE(house.reserve(bob, {1}));
    EXPECT_TRUE(house.reserve(ann, {1})) << "its own locks must not stand in its way";
}

TEST_F(ReserveSeatsTest, HoldsSixSeatsAtMostInAll) {
    ASSERT_TRUE(house.reserve(ann, {0, 1, 2, 3}));
    const auto more = house.reserve(ann, {4, 5, 6});
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().error, ReserveError::too_many_seats);
    EXPECT_EQ(house->locks.size(), 4U);
    EXPECT_TRUE(house.reserve(bob, {4, 5, 6}));
    EXPECT_EQ(house.reserve(ann, {10, 11, 12, 13, 14, 15, 16}).error().error, ReserveError::too_many_seats);
}

TEST_F(ReserveSeatsTest, CountsEarlierPurchasesAgainstTheLimit) {
    ASSERT_TRUE(house.reserve(ann, {0, 1, 2, 3, 4, 5}));
    house.sell(501, ann, hold_of(ann));
    const auto more = house.reserve(ann, {10, 11, 12});
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().error, ReserveError::purchase_limit);
    EXPECT_TRUE(house.reserve(ann, {10, 11}));
}

TEST_F(ReserveSeatsTest, NeitherGrowsNorShrinksWhileItIsBeingPaid) {
    ASSERT_TRUE(house.reserve(ann, {0, 1}));
    house.add_order(501, ann, hold_of(ann).id, "pending");
    EXPECT_EQ(house.reserve(ann, {2}).error().error, ReserveError::checkout_in_progress);
    EXPECT_EQ(house.release(ann).error(), ReleaseError::checkout_in_progress);
    EXPECT_EQ(house->locks.size(), 2U);
}

TEST_F(ReserveSeatsTest, RefusesWhatIsNoSeat) {
    const auto ask = [&](std::vector<std::string> ids) {
        return run_task(house->reserve(ann, {house.event, std::move(ids), std::nullopt})).error().error;
    };
    EXPECT_EQ(ask({}), ReserveError::bad_seats);
    EXPECT_EQ(ask({"1", "1"}), ReserveError::bad_seats);
    EXPECT_EQ(ask({"01"}), ReserveError::bad_seats);
    EXPECT_EQ(ask({"-1"}), ReserveError::bad_seats);
    EXPECT_EQ(ask({"99999999999"}), ReserveError::bad_seats);
    EXPECT_EQ(ask({"60"}), ReserveError::unknown_seat);
    EXPECT_EQ(run_task(house->reserve(ann, {EventId{1}, {"1"}, std::nullopt})).error().error,
              ReserveError::unknown_event);
}

TEST_F(ReserveSeatsTest, GivesAnEndedHoldsSeatsToTheNext) {
    ASSERT_TRUE(house.reserve(ann, {0, 1}));
    house.clock.advance(std::chrono::minutes{10});
    const auto answer = house.reserve(bob, {0, 1});
    ASSERT_TRUE(answer);
    EXPECT_THAT(answer->unavailable_seats, IsEmpty());
    EXPECT_FALSE(house.reserve(ann, {0}));
}

TEST_F(ReserveSeatsTest, BeginsANewHoldAfterItsOwnHasEnded) {
    const auto first = house.reserve(ann, {0, 1});
    house.clock.advance(std::chrono::minutes{11});
    const auto second = house.reserve(ann, {0});
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->reservation.id, second->reservation.id);
    EXPECT_THAT(second->reservation.seat_ids, ElementsAre("0"));
}

TEST_F(ReserveSeatsTest, FreesReleasedSeatsForOthers) {
    ASSERT_TRUE(house.reserve(ann, {0, 1, 2}));
    const auto left = house.release(ann, std::vector<std::string>{"1", "40"});
    ASSERT_TRUE(left);
    EXPECT_THAT(left->reservation->seat_ids, ElementsAre("0", "2"));
    EXPECT_TRUE(house.reserve(bob, {1}));
    ASSERT_TRUE(house.release(ann));
    EXPECT_EQ(house.release(ann).error(), ReleaseError::no_reservation);
    EXPECT_EQ(house->locks.size(), 1U);
    EXPECT_TRUE(house.reserve(bob, {0, 2}));
}

TEST_F(ReserveSeatsTest, SweepsEndedHoldsOfAllEvents) {
    ASSERT_TRUE(house.reserve(ann, {0, 1, 2}));
    house.clock.advance(std::chrono::minutes{10});
    const auto swept = run_task(house->sweep.sweep());
    EXPECT_EQ(swept.count, 3U);
    EXPECT_EQ(swept.events, 1U);
    EXPECT_EQ(house->locks.size(), 0U);
    EXPECT_EQ(house->cache.size(), 0U);
}

TEST_F(ReserveSeatsTest, ForgetsEndedHoldsOnANodeThatLeavesTheStoreToOthers) {
    ASSERT_TRUE(house.reserve(ann, {0, 1, 2}));
    asio::io_context loop;
    TaskGroup tasks{"sweep"};
    const auto work = asio::make_work_guard(loop);
    tasks.spawn(loop.get_executor(), house->sweep.run(HoldSweep::Duty::purge));
    loop.poll();
    house.clock.advance(HoldSweep::kInterval);
    loop.poll();
    EXPECT_EQ(house->locks.size(), 3U);
    EXPECT_EQ(house->cache.size(), 1U);
    house.clock.advance(std::chrono::minutes{10});
    loop.poll();
    EXPECT_EQ(house->locks.size(), 0U);
    EXPECT_EQ(house->cache.size(), 0U);
    EXPECT_EQ(house.dump().seats[0].status, SeatStatus::held);
    tasks.cancel();
    loop.poll();
}

}  // namespace
}  // namespace fairgate::testing
