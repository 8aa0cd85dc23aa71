#include "unit/inventory/inventory_house.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace fairgate::testing {
namespace {

using ::testing::ElementsAre;

SeatWish wish_of(std::uint32_t quantity, std::uint64_t asker = 1) {
    return {.asker = HoldId{asker}, .quantity = quantity, .categories = {true, true}, .avoid = {}};
}

std::vector<SeatIndex> choose(BestSeats& best, const SeatWish& wish) {
    return best.choose(std::span(&wish, 1), {}).front();
}

TEST(BestSeatsTest, PrefersTheMiddleOfTheFirstRowOfTheDearestCategory) {
    BestSeats best(event_of(square_plan(2, 3, 10)));
    EXPECT_THAT(choose(best, wish_of(2)), ElementsAre(4, 5));
}

TEST(BestSeatsTest, LeavesNoSingleSeatWhereItCan) {
    BestSeats best(event_of(square_plan(1, 1, 10)));
    for (const SeatIndex seat : {4U, 5U}) best.set_free(seat, false);
    EXPECT_THAT(choose(best, wish_of(2)), ElementsAre(2, 3));
    EXPECT_THAT(choose(best, wish_of(3)), ::testing::AnyOf(ElementsAre(1, 2, 3), ElementsAre(6, 7, 8)))
        << "nothing else is there";
}

TEST(BestSeatsTest, SplitsIntoAsFewGroupsAsPossible) {
    BestSeats best(event_of(square_plan(1, 1, 10)));
    for (const SeatIndex seat : {3U, 7U}) best.set_free(seat, false);
    EXPECT_THAT(choose(best, wish_of(5)), ElementsAre(0, 1, 2, 8, 9));
}

TEST(BestSeatsTest, SpreadsSimultaneousAskersOverRows) {
    auto event = event_of(square_plan(2, 20, 20));
    BestSeats best(event);
    std::vector<SeatWish> wishes;
    for (std::uint64_t i = 0; i < 16; ++i) wishes.push_back(wish_of(2, i + 1));
    std::set<std::uint32_t> rows;
    for (const auto& seats : best.choose(wishes, {})) rows.insert(event->seats->place(seats.at(0)).row);
    EXPECT_EQ(rows.size(), 16U);
}

TEST(BestSeatsTest, ServesAHundredAskersInAStadiumInMilliseconds) {
    BestSeats best(event_of(square_plan(60, 40, 25)));
    std::vector<SeatWish> wishes;
    for (std::uint64_t i = 0; i < 100; ++i) wishes.push_back(wish_of(4, i + 1));
    const auto chosen = best.choose(wishes, {});
    EXPECT_TRUE(std::ranges::all_of(chosen, [](const auto& seats) { return seats.size() == 4; }));
}

RC_GTEST_PROP(BestSeatsProperty, GivesFreeSeatsOnceAndAdjacentWhereverPossible, ()) {
    auto event = event_of(square_plan(2, 2, 8));
    BestSeats best(event);
    std::vector<bool> free(32, true);
    for (SeatIndex seat = 0; seat < 32; ++seat) {
        free[seat] = *rc::gen::arbitrary<bool>();
        best.set_free(seat, free[seat]);
    }
    std::vector<SeatWish> wishes;
    const auto count = *rc::gen::inRange<std::size_t>(1, 6);
    for (std::size_t i = 0; i < count; ++i) wishes.push_back(wish_of(*rc::gen::inRange(1U, 7U), i + 1));
    const auto chosen = best.choose(wishes, {});
    for (std::size_t i = 0; i < count; ++i) {
        const auto quantity = wishes[i].quantity;
        bool possible = false;
        for (SeatIndex row = 0; row < 4; ++row) {
            std::uint32_t run = 0;
            for (SeatIndex seat = 8 * row; seat < 8 * row + 8; ++seat) {
                run = free[seat] ? run + 1 : 0;
                possible = possible || run >= quantity;
            }
        }
        const auto& seats = chosen[i];
        const auto left = static_cast<std::size_t>(std::ranges::count(free, true));
        RC_ASSERT(seats.size() == (left >= quantity ? quantity : 0));
        for (const SeatIndex seat : seats) RC_ASSERT(free[seat]);
        if (possible) {
            RC_ASSERT(seats.back() - seats.front() == quantity - 1);
            RC_ASSERT(seats.front() / 8 == seats.back() / 8);
        }
        for (const SeatIndex seat : seats) free[seat] = false;
    }
}

class BestAvailableTest : public ::testing::Test {
  protected:
    InventoryHouse house;
};

TEST_F(BestAvailableTest, HoldsTheBestAdjacentSeats) {
    const auto ann = house.best(house.session(11), 2);
    ASSERT_TRUE(ann);
    EXPECT_THAT(ann->reservation.seat_ids, ElementsAre("4", "5"));
    const auto bob = house.best(house.session(12), 2);
    ASSERT_TRUE(bob);
    EXPECT_THAT(bob->reservation.seat_ids, ElementsAre("2", "3"));
    EXPECT_EQ(house->locks.size(), 4U);
}

TEST_F(BestAvailableTest, KeepsToTheCategoryAndThePriceWithFees) {
    const auto ask = [&](std::optional<std::string> category, std::optional<MinorUnits> price) {
        return run_task(house->best(house.session(11), {house.event, 1, std::move(category), price}));
    };
    EXPECT_EQ(ask("Silver", std::nullopt).error().error, ReserveError::bad_seats);
    EXPECT_EQ(ask("Gold", MinorUnits{10'510}).error().error, ReserveError::nothing_available);
    EXPECT_EQ(ask(std::nullopt, MinorUnits{10'510})->reservation.seats[0].category, "Grey");
}

TEST_F(BestAvailableTest, SellsTheWholeHouseAndThenSaysSo) {
    for (std::uint64_t i = 0; i < 10; ++i) ASSERT_TRUE(house.best(house.session(100 + i), 6));
    EXPECT_EQ(house.best(house.session(9), 1).error().error, ReserveError::nothing_available);
    EXPECT_TRUE(house.broken().empty());
}

TEST_F(BestAvailableTest, ChoosesAgainWhenTheMapWasBehind) {
    ASSERT_TRUE(run_task(house->map.load(house.event)));
    HoldRequest behind{.new_id = HoldId{5},
                       .session = house.session(12),
                       .seats = {4, 5},
                       .expires_at = noon() + std::chrono::minutes{10}};
    std::vector<HoldRequest> batch{behind};
    run_task(house->seats.commit_holds(house.event, batch, noon()));
    const auto ann = house.best(house.session(11), 2);
    ASSERT_TRUE(ann);
    EXPECT_THAT(ann->reservation.seat_ids, ElementsAre("2", "3"));
}

}  // namespace
}  // namespace fairgate::testing
