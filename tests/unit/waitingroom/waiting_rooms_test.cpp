#include "support/run_task.hpp"
#include "unit/waitingroom/room_house.hpp"

#include <gmock/gmock.h>

#include <set>

namespace fairgate::testing {
namespace {

using namespace std::chrono_literals;
using api::QueueState;
using api::RoomPhase;

constexpr EventId kEvent{77};

/// The waiting rooms of one node with one event in demand. `crash` drops all that is in memory.
class WaitingRoomsTest : public ::testing::TestWithParam<RoomHouseFactory> {
  protected:
    WaitingRoomsTest() {
        world_.rules.limits.shoppers_max = 3;
        house_->add_event(kEvent);
        crash();
    }

    void crash() {
        node_.reset();
        node_ = std::make_unique<RoomNode>(*house_, world_);
    }

    WaitingRooms& rooms() { return node_->rooms(); }
    void tick() { run_task(rooms().tick()); }
    void open_sale() {
        world_.clock.advance(kOpening - world_.clock.now());
        tick();
    }
    static Visitor fan(std::uint64_t number) { return {SessionId{number}, {}, "192.0.2.1"}; }
    QueueAnswer join(std::uint64_t number) { return run_task(rooms().join(kEvent, fan(number))).value(); }
    api::QueueStatus status(std::uint64_t number) {
        return run_task(rooms().status(kEvent, fan(number))).value().status;
    }
    QueueResult enter(std::uint64_t number) { return run_task(rooms().enter(kEvent, fan(number))); }
    void leave(std::uint64_t number) { ASSERT_TRUE(run_task(rooms().leave(kEvent, fan(number)))); }
    bool admits(std::uint64_t number, std::optional<UserId> user = {}) {
        return run_task(rooms().admits(kEvent, {SessionId{number}, user})).has_value();
    }
    api::RoomOverview overview() { return run_task(rooms().overview(kEvent)).value(); }
    api::QueueDraw draw() {
        return from_json_text<api::QueueDraw>(*run_task(rooms().draw_json(kEvent)).value()).value();
    }
    std::vector<std::uint32_t> positions(std::uint64_t fans) {
        std::vector<std::uint32_t> all;
        for (std::uint64_t i = 1; i <= fans; ++i) all.push_back(status(i).position);
        return all;
    }

    std::unique_ptr<RoomHouse> house_ = GetParam()();
    RoomWorld world_;
    std::unique_ptr<RoomNode> node_;
};

TEST_P(WaitingRoomsTest, DrawsThePreQueueAtTheOnSaleSecondAsAnybodyCanCheck) {
    std::set<std::string> entrants;
    for (std::uint64_t i = 1; i <= 40; ++i) entrants.insert(join(i).status.entrant_id);
    const auto before = draw();
    EXPECT_FALSE(before.drawn);
    EXPECT_EQ(status(1).phase, RoomPhase::before_draw);
    open_sale();
    const auto after = draw();
    EXPECT_EQ(after.commitment, before.commitment);
    EXPECT_FALSE(check_draw(after));
    EXPECT_EQ(std::set(after.entrants->begin(), after.entrants->end()), entrants);
    EXPECT_TRUE(status(1).phase == RoomPhase::open);
    // The first three have their turn already.
    for (std::size_t place = 0; place < 40; ++place) {
        for (std::uint64_t i = 1; i <= 40; ++i) {
            const auto seen = status(i);
            if (seen.entrant_id != after.entrants->at(place)) continue;
            EXPECT_EQ(seen.can_enter, place < 3);
            EXPECT_EQ(seen.position, place < 3 ? 0 : place - 2);
        }
    }
}

TEST_P(WaitingRoomsTest, ADrawThatACrashInterruptsComesToTheSameOrder) {
    for (std::uint64_t i = 1; i <= 30; ++i) join(i);
    world_.clock.advance(1h);
    // The list is closed in the store, and then the server dies.
    const auto closed = run_task(house_->store().draw(kEvent, world_.clock.now()));
    EXPECT_EQ(closed.first_later, 30U);
    crash();
    const auto drawn = draw();
    ASSERT_TRUE(drawn.drawn);
    EXPECT_FALSE(check_draw(drawn));
    EXPECT_EQ(drawn.entrants->size(), 30U);
    const auto places = positions(30);
    crash();
    EXPECT_EQ(positions(30), places);
    EXPECT_EQ(draw().entrants, drawn.entrants);
}

TEST_P(WaitingRoomsTest, PlacesTurnsAndWindowsSurviveACrash) {
    open_sale();
    for (std::uint64_t i = 1; i <= 6; ++i) join(i);
    tick();
    ASSERT_TRUE(enter(1));
    leave(2);
    const auto window = status(1).window_ends_at;
    crash();
    EXPECT_EQ(status(1).status, QueueState::active);
    EXPECT_EQ(status(1).window_ends_at, window);
    EXPECT_TRUE(admits(1));
    EXPECT_EQ(status(2).status, QueueState::not_in_queue);
    EXPECT_TRUE(status(3).can_enter);
    EXPECT_EQ(status(5).position, 2U);
    EXPECT_EQ(overview().admitted, 3U);
    tick();
    EXPECT_TRUE(status(4).can_enter) << "the place that 2 gave up";
}

TEST_P(WaitingRoomsTest, NeverLetsInMoreThanTheLimit) {
    open_sale();
    for (std::uint64_t i = 1; i <= 10; ++i) join(i);
    tick();
    tick();
    EXPECT_EQ(overview().active, 3U);
    ASSERT_TRUE(run_task(rooms().adjust(kEvent, {.paused = {}, .shoppers_max = 5, .rate_per_minute = {}})));
    tick();
    EXPECT_EQ(overview().active, 5U);
    EXPECT_EQ(enter(9).error().error, QueueError::not_your_turn);
}

TEST_P(WaitingRoomsTest, AMissedTurnGoesToTheNextAndItsOwnerToTheEnd) {
    open_sale();
    for (std::uint64_t i = 1; i <= 5; ++i) join(i);
    tick();
    ASSERT_TRUE(enter(1));
    world_.clock.advance(world_.rules.turn);
    EXPECT_EQ(status(2).status, QueueState::not_in_queue) << "on the millisecond, before any worker";
    EXPECT_EQ(enter(2).error().error, QueueError::not_your_turn);
    tick();
    EXPECT_TRUE(status(4).can_enter);
    EXPECT_EQ(status(1).status, QueueState::active);
    EXPECT_EQ(overview().abandoned, 2U);
    EXPECT_EQ(join(2).status.position, 1U) << "behind 4 and 5, who have their turn";
}

TEST_P(WaitingRoomsTest, AWindowEndsByTimeAndItsOwnerMayJoinAgainAtOnce) {
    open_sale();
    join(1);
    tick();
    ASSERT_TRUE(enter(1));
    EXPECT_TRUE(admits(1));
    world_.clock.advance(world_.rules.window - 1ms);
    EXPECT_TRUE(admits(1));
    world_.clock.advance(1ms);
    EXPECT_FALSE(admits(1));
    EXPECT_EQ(join(1).status.status, QueueState::queued) << "though no worker has looked yet";
}

TEST_P(WaitingRoomsTest, GivesNoTurnWhenThereIsNoSeatAndGoesOnWhenOneComesBack) {
    world_.seats = 0;
    open_sale();
    join(1);
    tick();
    EXPECT_EQ(status(1).phase, RoomPhase::sold_out);
    EXPECT_EQ(status(1).position, 1U) << "who stays keeps the place";
    world_.seats = 1;
    tick();
    EXPECT_TRUE(status(1).can_enter);
}

TEST_P(WaitingRoomsTest, APausedRoomLetsNobodyInAlsoAfterARestart) {
    open_sale();
    ASSERT_TRUE(
        run_task(rooms().adjust(kEvent, {.paused = true, .shoppers_max = {}, .rate_per_minute = {}})));
    join(1);
    crash();
    tick();
    EXPECT_EQ(status(1).phase, RoomPhase::paused);
    EXPECT_EQ(status(1).position, 1U);
    ASSERT_TRUE(
        run_task(rooms().adjust(kEvent, {.paused = false, .shoppers_max = {}, .rate_per_minute = {}})));
    tick();
    EXPECT_TRUE(status(1).can_enter);
}

TEST_P(WaitingRoomsTest, AdmitsAtTheRateThatAnOperatorSets) {
    open_sale();
    ASSERT_TRUE(
        run_task(rooms().adjust(kEvent, {.paused = {}, .shoppers_max = 1'000, .rate_per_minute = 60})));
    for (std::uint64_t i = 1; i <= 40; ++i) join(i);
    for (int second = 0; second < 30; ++second) {
        world_.clock.advance(1s);
        tick();
    }
    EXPECT_GE(overview().admitted, 29U);
    EXPECT_LE(overview().admitted, 31U);
}

TEST_P(WaitingRoomsTest, APurchaseEndsTheWindowAndOthersNeedNone) {
    open_sale();
    join(1);
    tick();
    ASSERT_TRUE(enter(1));
    run_task(rooms().purchased(kEvent, {SessionId{1}, {}}));
    EXPECT_FALSE(admits(1));
    EXPECT_TRUE(run_task(rooms().admits(EventId{78}, {SessionId{1}, {}})))
        << "there is no such event: others say so";
}

TEST_P(WaitingRoomsTest, NoDrawWaitsForTheNextTick) {
    join(1);
    EXPECT_EQ(rooms().rest(), WaitingRooms::kTick);
    world_.clock.advance(kOpening - world_.clock.now() - 300ms);
    EXPECT_EQ(rooms().rest(), 300ms);
    world_.clock.advance(300ms);
    EXPECT_EQ(rooms().rest(), WaitingRooms::kTick);
}

TEST_P(WaitingRoomsTest, ATokenIsGivenOnceAndIsGoodFromThenOn) {
    auto visitor = fan(1);
    visitor.token = join(1).token;
    EXPECT_FALSE(visitor.token.empty());
    const auto with_token = run_task(rooms().status(kEvent, visitor)).value();
    EXPECT_TRUE(with_token.token.empty());
    const auto without = run_task(rooms().status(kEvent, fan(1))).value();
    EXPECT_FALSE(without.token.empty()) << "a browser that lost it";
    EXPECT_EQ(with_token.status.entrant_id, without.status.entrant_id);
    EXPECT_NE(with_token.status.entrant_id,
              run_task(rooms().status(kEvent, fan(2))).value().status.entrant_id);
}

TEST_P(WaitingRoomsTest, AnAccountHasOnePlaceInAllOfItsSessions) {
    ASSERT_TRUE(run_task(rooms().adjust(kEvent, {.accounts_only = true})));
    EXPECT_EQ(run_task(rooms().join(kEvent, fan(1))).error().error, QueueError::account_required);
    const auto as = [](std::uint64_t session, std::uint64_t user) {
        auto visitor = fan(session);
        visitor.user = UserId{user};
        return visitor;
    };
    const auto first = run_task(rooms().join(kEvent, as(1, 50))).value();
    const auto second = run_task(rooms().join(kEvent, as(2, 50))).value();
    EXPECT_EQ(second.status.entrant_id, first.status.entrant_id);
    EXPECT_EQ(second.status.waiting, 1U);
    EXPECT_TRUE(status(1).accounts_only);
    EXPECT_EQ(status(1).status, QueueState::not_in_queue) << "logged out";
    run_task(rooms().join(kEvent, as(3, 51))).value();
    crash();
    open_sale();
    EXPECT_EQ(draw().entrants->size(), 2U);
    ASSERT_TRUE(run_task(rooms().enter(kEvent, as(2, 50))));
    EXPECT_TRUE(admits(1, UserId{50}));
    EXPECT_FALSE(admits(1));
    EXPECT_FALSE(admits(2, UserId{51}));
    run_task(rooms().purchased(kEvent, {SessionId{1}, UserId{50}}));
    EXPECT_FALSE(admits(2, UserId{50}));
}

TEST_P(WaitingRoomsTest, WhetherAccountsAreAskedForIsSettledByTheFirstWhoJoins) {
    join(1);
    EXPECT_EQ(run_task(rooms().adjust(kEvent, {.accounts_only = true})).error().error,
              QueueError::room_in_use);
    EXPECT_FALSE(overview().accounts_only);
    EXPECT_TRUE(run_task(rooms().adjust(kEvent, {.accounts_only = false})));
}

TEST_P(WaitingRoomsTest, AnAccessCodeOpensTheShopBeforeTheSale) {
    const std::string code = AccessCodes(kCodeKey).issue({kEvent, 5, kOpening - 1h, kOpening + 1h, 1});
    const auto redeem = [&](std::uint64_t number) {
        return run_task(rooms().redeem(kEvent, fan(number), code));
    };
    const auto access = [&] { return run_task(rooms().admits(kEvent, {SessionId{1}, {}})); };
    EXPECT_EQ(access(), SaleAccess::general) << "the event says that it is not on sale";
    const auto inside = redeem(1).value();
    EXPECT_EQ(inside.status.status, QueueState::active);
    EXPECT_EQ(inside.status.phase, RoomPhase::before_draw);
    EXPECT_FALSE(inside.status.receipt) << "who has no part in the draw cannot have been left out";
    EXPECT_FALSE(join(1).status.receipt);
    EXPECT_EQ(access(), SaleAccess::presale);
    EXPECT_EQ(redeem(2).error().error, QueueError::code_used_up);
    crash();
    EXPECT_EQ(access(), SaleAccess::presale);
    join(2);
    world_.clock.advance(kOpening - world_.clock.now() - 1s);
    EXPECT_EQ(redeem(1).value().status.window_ends_at, kOpening) << "never beyond the second of the sale";
    open_sale();
    EXPECT_EQ(draw().entrants->size(), 1U);
    EXPECT_FALSE(check_draw(draw()));
    EXPECT_FALSE(admits(1));
    EXPECT_EQ(redeem(1).error().error, QueueError::code_expired);
    EXPECT_EQ(join(1).status.status, QueueState::queued);
}

TEST_P(WaitingRoomsTest, JoiningCostsWorkWhereItIsAskedForAndRepeatingItGivesNothing) {
    EXPECT_FALSE(status(1).challenge) << "off by default";
    world_.rules.work_bits = 8;
    crash();
    const auto solve = [&](const api::WorkChallenge& challenge) {
        for (std::uint64_t number = 0;; ++number) {
            std::string proof = challenge.text + "." + std::to_string(number);
            if (work_in(proof) >= challenge.bits) return proof;
        }
    };
    const auto join_with = [&](std::uint64_t number, const std::string& proof) {
        return run_task(rooms().join(kEvent, fan(number), proof));
    };
    EXPECT_EQ(join_with(1, "").error().error, QueueError::proof_required);
    const std::string proof = solve(status(1).challenge.value());
    EXPECT_EQ(join_with(2, proof).error().error, QueueError::proof_required) << "made for another";
    const auto joined = join_with(1, proof).value();
    EXPECT_FALSE(joined.status.challenge);
    EXPECT_EQ(join_with(1, proof).value().status.entrant_id, joined.status.entrant_id);
    EXPECT_EQ(join_with(1, "").value().status.waiting, 1U) << "who is in line needs none";
    leave(1);
    world_.clock.advance(WorkChallenges::kLifetime);
    EXPECT_EQ(join_with(1, proof).error().error, QueueError::proof_required) << "too late";
}

/// The room of an event whose draw takes in a beacon.
class BeaconTest : public WaitingRoomsTest {
  protected:
    static constexpr EventId kPublic{79};

    BeaconTest() {
        house_->add_event(kPublic, BeaconRound{"drand quicknet", 4'711});
        crash();
        for (std::uint64_t i = 1; i <= 20; ++i) join_public(i);
    }
    QueueAnswer join_public(std::uint64_t number) {
        return run_task(rooms().join(kPublic, fan(number))).value();
    }
    api::QueueDraw draw_public() {
        return from_json_text<api::QueueDraw>(*run_task(rooms().draw_json(kPublic)).value()).value();
    }
    api::RoomOverview look() { return run_task(rooms().overview(kPublic)).value(); }
    std::optional<QueueError> tell(const Bytes& value) {
        const auto told = run_task(rooms().set_beacon(kPublic, value));
        return told ? std::nullopt : std::optional(told.error().error);
    }
};

TEST_P(BeaconTest, TheDrawTakesInAValueThatNobodyKnewBefore) {
    const auto promised = draw_public().beacon.value();
    EXPECT_EQ(promised.source, "drand quicknet");
    EXPECT_EQ(promised.round, 4'711U);
    EXPECT_EQ(promised.wait_until, kOpening + 30min);
    EXPECT_FALSE(promised.value);
    EXPECT_EQ(tell({1, 2, 3}), QueueError::beacon_too_early);
    open_sale();
    EXPECT_FALSE(draw_public().drawn);
    EXPECT_TRUE(look().awaits_beacon);
    const auto waits_for = run_task(rooms().status(kPublic, fan(1))).value().status.beacon;
    ASSERT_TRUE(waits_for) << "a fan who waits is told for what";
    EXPECT_EQ(waits_for->round, 4'711U);
    join_public(21);
    crash();
    tick();
    EXPECT_FALSE(draw_public().drawn) << "also not after a restart";
    EXPECT_EQ(tell({1, 2, 3}), std::nullopt);
    EXPECT_EQ(tell({1, 2, 3}), std::nullopt) << "safe to repeat";
    EXPECT_EQ(tell({9}), QueueError::beacon_settled);
    const auto drawn = draw_public();
    ASSERT_TRUE(drawn.drawn);
    EXPECT_EQ(drawn.beacon->value, "010203");
    EXPECT_EQ(drawn.entrants->size(), 20U) << "who came while the draw waited stands behind it";
    EXPECT_FALSE(check_draw(drawn));
    auto without = drawn;
    without.beacon.reset();
    EXPECT_EQ(check_draw(without)->fault, DrawFault::wrong_order) << "the value made the order";
    tick();
    EXPECT_EQ(look().active, 3U);
    const auto last = run_task(rooms().status(kPublic, fan(21))).value().status;
    EXPECT_EQ(last.position, 18U);
    EXPECT_FALSE(last.beacon) << "it has been drawn";
    crash();
    EXPECT_EQ(draw_public().entrants, drawn.entrants);
}

TEST_P(BeaconTest, TheDrawDoesNotWaitForEver) {
    open_sale();
    world_.clock.advance(30min - 1ms);
    tick();
    EXPECT_FALSE(draw_public().drawn);
    world_.clock.advance(1ms);
    tick();
    const auto drawn = draw_public();
    ASSERT_TRUE(drawn.drawn);
    EXPECT_FALSE(drawn.beacon->value) << "the record says that it did not come";
    EXPECT_FALSE(check_draw(drawn)) << "the order is by the seed alone";
    EXPECT_EQ(tell({1}), QueueError::beacon_settled);
    EXPECT_EQ(run_task(rooms().set_beacon(kEvent, {1})).error().error, QueueError::no_beacon);
}

TEST_P(WaitingRoomsTest, GuessingAccessCodesIsSlowed) {
    world_.rules.codes = {.per_second = 1, .burst = 3};
    crash();
    const auto guess = [&] { return run_task(rooms().redeem(kEvent, fan(1), "FGA1.AAAA")).error(); };
    for (int i = 0; i < 3; ++i) EXPECT_EQ(guess().error, QueueError::code_bad);
    EXPECT_EQ(guess().error, QueueError::too_fast);
    EXPECT_EQ(guess().retry_after, 1s);
    world_.clock.advance(1s);
    EXPECT_EQ(guess().error, QueueError::code_bad);
}

INSTANTIATE_TEST_SUITE_P(Embedded, BeaconTest, ::testing::Values(embedded_house));
INSTANTIATE_TEST_SUITE_P(Postgres, BeaconTest, ::testing::Values(postgres_house));
INSTANTIATE_TEST_SUITE_P(Embedded, WaitingRoomsTest, ::testing::Values(embedded_house));
INSTANTIATE_TEST_SUITE_P(Postgres, WaitingRoomsTest, ::testing::Values(postgres_house));

}  // namespace
}  // namespace fairgate::testing
