#include "contract/inventory/seat_store_contract.hpp"

namespace fairgate::testing {

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SeatStoreContract);

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(SeatStoreContract, DecidesABatchInItsOrder) {
    const auto results = commit({ask(1, {0, 1}), ask(2, {1, 2}), ask(3, {0, 1})});
    EXPECT_THAT(results[0].added, ElementsAre(0, 1));
    EXPECT_THAT(results[1].added, ElementsAre(2));
    EXPECT_THAT(results[1].unavailable, ElementsAre(1));
    EXPECT_EQ(results[2].outcome, HoldOutcome::nothing_available);
    EXPECT_FALSE(results[2].hold.id);
}

TEST_P(SeatStoreContract, KeepsTheHoldsIdAndEndWhenItGrows) {
    const auto first = hold(ask(1, {0, 1}));
    auto more = ask(1, {1, 5});
    more.expires_at = kEnd + std::chrono::minutes{5};
    const auto grown = hold(more, kNow + std::chrono::minutes{5});
    EXPECT_EQ(grown.hold.id, first.hold.id);
    EXPECT_EQ(grown.hold.expires_at, kEnd);
    EXPECT_THAT(grown.hold.seats, ElementsAre(0, 1, 5));
    EXPECT_THAT(grown.added, ElementsAre(5));
    EXPECT_EQ(grown.changes.size(), 2U);
}

TEST_P(SeatStoreContract, AnswersTheSameHoldWhenAskedAgain) {
    const auto first = hold(ask(1, {0, 1}));
    const auto again = hold(ask(1, {0, 1}));
    EXPECT_EQ(again.outcome, HoldOutcome::held);
    EXPECT_EQ(again.hold.id, first.hold.id);
    EXPECT_THAT(again.unavailable, IsEmpty());
    EXPECT_THAT(again.added, IsEmpty());
}

TEST_P(SeatStoreContract, TakesAllOrNothing) {
    hold(ask(1, {1}));
    auto all = ask(2, {0, 1, 2});
    all.all_or_nothing = true;
    const auto result = hold(all);
    EXPECT_EQ(result.outcome, HoldOutcome::nothing_available);
    EXPECT_THAT(result.unavailable, ElementsAre(1));
    EXPECT_THAT(run_task(store().taken_seats(event())), ::testing::SizeIs(1));
}

TEST_P(SeatStoreContract, LimitsAHoldAndWhatIsBoughtBesides) {
    EXPECT_EQ(hold(ask(1, {0, 1, 2, 3})).outcome, HoldOutcome::held);
    EXPECT_EQ(hold(ask(1, {4, 5, 6})).outcome, HoldOutcome::too_many_seats);
    auto buyer = ask(2, {4, 5});
    buyer.session.user = UserId{70};
    const auto bought = hold(buyer);
    under_test_->sell(buyer.session, bought.hold);
    auto again = ask(2, {6, 7});
    again.purchase_limit = 3;
    EXPECT_EQ(hold(again).outcome, HoldOutcome::purchase_limit);
    auto elsewhere = ask(3, {6, 7});
    elsewhere.session.user = UserId{70};
    elsewhere.purchase_limit = 3;
    EXPECT_EQ(hold(elsewhere).outcome, HoldOutcome::purchase_limit) << "the same user in another browser";
    elsewhere.seats = {6};
    EXPECT_EQ(hold(elsewhere).outcome, HoldOutcome::held);
}

TEST_P(SeatStoreContract, LeavesAHoldAloneThatIsBeingPaid) {
    const auto first = hold(ask(1, {0, 1}));
    under_test_->add_pending_order(SessionId{1}, first.hold.id);
    EXPECT_EQ(hold(ask(1, {2})).outcome, HoldOutcome::checkout_in_progress);
    const auto released = run_task(store().release(event(), SessionId{1}, std::nullopt, kNow));
    EXPECT_EQ(released.outcome, ReleaseOutcome::checkout_in_progress);
}

TEST_P(SeatStoreContract, GivesAnEndedHoldsSeatsAwayAtOnce) {
    const auto first = hold(ask(1, {0, 1}));
    EXPECT_EQ(hold(ask(2, {0}), kEnd - std::chrono::milliseconds{1}).outcome, HoldOutcome::nothing_available);
    EXPECT_FALSE(run_task(store().find_hold(event(), SessionId{1}, kEnd)));
    auto next = ask(1, {0});
    next.expires_at = kEnd + std::chrono::minutes{10};
    const auto second = hold(next, kEnd);
    EXPECT_NE(second.hold.id, first.hold.id);
    EXPECT_THAT(second.hold.seats, ElementsAre(0));
}

TEST_P(SeatStoreContract, FreesTheSeatsOfAnEndedHoldWhenItsSessionHoldsOthers) {
    hold(ask(1, {0, 1}));
    auto next = ask(1, {5});
    next.expires_at = kEnd + std::chrono::minutes{10};
    hold(next, kEnd);
    EXPECT_EQ(run_task(store().expire(std::nullopt, kEnd)).size(), 2U);
    const auto taken = run_task(store().taken_seats(event()));
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].seat, 5U);
    EXPECT_THAT(run_task(store().find_hold(event(), SessionId{1}, kEnd))->seats, ElementsAre(5));
    EXPECT_EQ(run_task(store().expire(std::nullopt, next.expires_at)).size(), 1U);
}

TEST_P(SeatStoreContract, ReleasesSomeThenTheRest) {
    hold(ask(1, {0, 1, 2}));
    const std::vector<SeatIndex> some{1, 9};
    const auto first = run_task(store().release(event(), SessionId{1}, some, kNow));
    EXPECT_THAT(first.released, ElementsAre(1));
    EXPECT_THAT(first.remaining->seats, ElementsAre(0, 2));
    const auto rest = run_task(store().release(event(), SessionId{1}, std::nullopt, kNow));
    EXPECT_THAT(rest.released, ElementsAre(0, 2));
    EXPECT_FALSE(rest.remaining);
    EXPECT_EQ(run_task(store().release(event(), SessionId{1}, std::nullopt, kNow)).outcome,
              ReleaseOutcome::no_hold);
}

TEST_P(SeatStoreContract, ExpiresWhatIsDueAndNothingElse) {
    hold(ask(1, {0, 1}));
    auto later = ask(2, {2});
    later.expires_at = kEnd + std::chrono::seconds{1};
    hold(later);
    EXPECT_THAT(run_task(store().expire(event(), kEnd - std::chrono::milliseconds{1})), IsEmpty());
    EXPECT_THAT(run_task(store().expire(EventId{1}, kEnd)), IsEmpty());
    EXPECT_THAT(run_task(store().expire(event(), kEnd)), ::testing::SizeIs(2));
    EXPECT_THAT(run_task(store().expire(std::nullopt, later.expires_at)), ::testing::SizeIs(1));
    EXPECT_THAT(run_task(store().taken_seats(event())), IsEmpty());
}

TEST_P(SeatStoreContract, CountsEveryChangeOfASeat) {
    const auto held = hold(ask(1, {0})).changes.at(0).version;
    const auto freed =
        run_task(store().release(event(), SessionId{1}, std::nullopt, kNow)).changes.at(0).version;
    const auto again = hold(ask(2, {0})).changes.at(0).version;
    const auto expired = run_task(store().expire(event(), kEnd)).at(0).version;
    EXPECT_LT(held, freed);
    EXPECT_LT(freed, again);
    EXPECT_LT(again, expired);
}

TEST_P(SeatStoreContract, TreatsASeatThatIsNotThereAsTaken) {
    EXPECT_THAT(hold(ask(1, {0, 4'000'000'000U})).unavailable, ElementsAre(4'000'000'000U));
}

}  // namespace fairgate::testing
