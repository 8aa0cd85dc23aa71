#include "contract/inventory/seat_locks_contract.hpp"

namespace fairgate::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(SeatLocksContract, GivesEachSeatToTheFirst) {
    EXPECT_THAT(acquire({1, 2}, 10).acquired, ElementsAre(1, 2));
    const auto second = acquire({2, 3}, 11);
    EXPECT_THAT(second.acquired, ElementsAre(3));
    EXPECT_THAT(second.failed, ElementsAre(2));
}

TEST_P(SeatLocksContract, GivesAHoldItsOwnSeatsAgain) {
    acquire({1, 2}, 10);
    EXPECT_THAT(acquire({1, 2}, 10).acquired, ElementsAre(1, 2));
}

TEST_P(SeatLocksContract, ReleasesByHoldAndNeverAnothersLock) {
    acquire({1, 2}, 10);
    release({1, 2}, 11);
    EXPECT_THAT(acquire({1, 2}, 11).acquired, IsEmpty());
    release({1}, 10);
    EXPECT_THAT(acquire({1, 2}, 11).acquired, ElementsAre(1));
}

TEST_P(SeatLocksContract, ForgetsALockAtItsEnd) {
    acquire({1}, 10);
    EXPECT_THAT(acquire({1}, 11, kEnd - std::chrono::milliseconds{1}).acquired, IsEmpty());
    EXPECT_THAT(acquire({1}, 11, kEnd).acquired, ElementsAre(1));
}

TEST_P(SeatLocksContract, GivesASessionTheSeatsOfItsOtherHoldWhichKeepsThem) {
    acquire({1, 2}, 10, kNow, 5);
    const auto again = acquire({1, 2, 3}, 11, kNow, 5);
    EXPECT_THAT(again.acquired, ElementsAre(1, 2, 3));
    EXPECT_THAT(again.failed, IsEmpty());
    release({1, 2, 3}, 11);
    EXPECT_THAT(acquire({1, 2, 3}, 12).acquired, ElementsAre(3));
    release({1, 2}, 10);
    EXPECT_THAT(acquire({1, 2}, 12).acquired, ElementsAre(1, 2));
}

TEST_P(SeatLocksContract, KnowsEventsApart) {
    acquire({1}, 10);
    event_ = EventId::make(kNow, random_);
    EXPECT_THAT(acquire({1}, 11).acquired, ElementsAre(1));
}

TEST_P(SeatLocksContract, LocksNothingForNobody) {
    const auto none = acquire({}, 10);
    EXPECT_THAT(none.acquired, IsEmpty());
    EXPECT_THAT(none.failed, IsEmpty());
    release({}, 10);
}

}  // namespace fairgate::testing
