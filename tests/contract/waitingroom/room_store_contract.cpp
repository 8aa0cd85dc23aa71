#include "contract/waitingroom/room_store_contract.hpp"

#include "waitingroom/holder.hpp"

#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <future>
#include <map>

namespace fairgate::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using enum EntryState;
using namespace std::chrono_literals;

std::vector<std::uint32_t> RoomStoreContract::give_turns(std::vector<std::uint32_t> entries, Timestamp at) {
    const auto update = run_task(store().give_turns(kEvent, std::move(entries), at, kTurn));
    std::vector<std::uint32_t> given;
    for (const auto& entry : update.entries) {
        if (entry.state != turn) continue;
        EXPECT_EQ(entry.until, at + kTurn);
        given.push_back(entry.entry);
    }
    std::ranges::sort(given);
    return given;
}

std::vector<std::pair<std::uint32_t, EntryState>> RoomStoreContract::expire(Timestamp at) {
    const auto update = run_task(store().give_turns(kEvent, {}, at, kTurn));
    std::vector<std::pair<std::uint32_t, EntryState>> ended;
    for (const auto& entry : update.entries) ended.emplace_back(entry.entry, entry.state);
    std::ranges::sort(ended);
    return ended;
}

std::vector<EntryRecord> RoomStoreContract::entries() {
    auto entries = changes({}).entries;
    std::ranges::sort(entries, {}, &EntryRecord::entry);
    return entries;
}

std::vector<EntryState> RoomStoreContract::states() {
    std::vector<EntryState> states;
    for (const auto& entry : entries()) states.push_back(entry.state);
    return states;
}

TEST_P(RoomStoreContract, KeepsTheFirstSeedForEver) {
    const auto first = open(1);
    EXPECT_FALSE(first.drawn_at);
    EXPECT_EQ(open(2).seed, first.seed);
    subject_->reopen();
    EXPECT_EQ(open(3).seed, first.seed);
    EXPECT_EQ(run_task(store().rooms()).size(), 1U);
}

TEST_P(RoomStoreContract, GoesByTheCallersClock) {
    EXPECT_EQ(run_task(store().time(kNow)), kNow);
}

TEST_P(RoomStoreContract, GivesASessionOnePlaceHoweverOftenItJoins) {
    open();
    EXPECT_EQ(join(11).entry, 0U);
    EXPECT_EQ(join(12).entry, 1U);
    const auto again = join(11);
    EXPECT_EQ(again.entry, 0U);
    EXPECT_EQ(again.session, SessionId{11});
    open(1, EventId{8});
    EXPECT_EQ(join(11, EventId{8}).entry, 0U) << "every room counts for itself";
}

TEST_P(RoomStoreContract, ForgetsWhoLeavesBeforeTheDrawButNotTheNumber) {
    open();
    join(11);
    join(12);
    EXPECT_TRUE(end(1, left));
    EXPECT_FALSE(end(1, left));
    EXPECT_EQ(join(12).entry, 2U);
    const auto drawn = draw();
    EXPECT_EQ(drawn.left_early, 1U);
    EXPECT_EQ(drawn.joined, 3U);
    EXPECT_THAT(states(), ElementsAre(waiting, withdrawn, waiting));
    EXPECT_EQ(entries()[1].session, SessionId{0});
    EXPECT_EQ(entries()[2].session, SessionId{12});
}

TEST_P(RoomStoreContract, DrawsOnceAndOnlyOnce) {
    open();
    join(11);
    join(12);
    const auto drawn = draw();
    EXPECT_EQ(drawn.drawn_at, kNow);
    EXPECT_EQ(drawn.first_later, 2U);
    join(13);
    const auto again = draw(kNow + 1s);
    EXPECT_EQ(again.drawn_at, kNow);
    EXPECT_EQ(again.first_later, 2U) << "who came later is not part of it";
}

TEST_P(RoomStoreContract, GivesNoTurnBeforeTheDraw) {
    open();
    join(11);
    EXPECT_THAT(give_turns({0}), IsEmpty());
}

TEST_P(RoomStoreContract, GivesATurnToThoseWhoWaitAndToNobodyTwice) {
    open();
    for (const std::uint64_t session : {11, 12, 13}) join(session);
    draw();
    EXPECT_TRUE(end(1, left));
    EXPECT_THAT(give_turns({0, 1, 2}), ElementsAre(0, 2));
    EXPECT_THAT(give_turns({0, 1, 2}), IsEmpty());
    EXPECT_THAT(states(), ElementsAre(turn, left, turn));
    EXPECT_EQ(draw().admitted, 2U);
}

TEST_P(RoomStoreContract, GivesTurnsInTheOrderAskedForAndNotMoreThanTheLimit) {
    open();
    for (const std::uint64_t session : {11, 12, 13, 14, 15}) join(session);
    draw();
    adjust({.paused = {}, .shoppers_max = 2, .rate_per_minute = {}});
    EXPECT_THAT(give_turns({3, 1, 4, 0}), ElementsAre(1, 3));
    EXPECT_THAT(give_turns({4, 0, 2}), IsEmpty());
    EXPECT_TRUE(enter(3));
    EXPECT_THAT(give_turns({4, 0, 2}), IsEmpty()) << "who shops counts too";
    EXPECT_TRUE(end(3, done));
    EXPECT_THAT(give_turns({4, 0, 2}), ElementsAre(4));
    EXPECT_THAT(give_turns({0, 2}, kNow + kTurn), ElementsAre(0, 2))
        << "what is over gives its place at once";
    adjust({.paused = true, .shoppers_max = 9, .rate_per_minute = {}});
    join(16);
    EXPECT_THAT(give_turns({5}), IsEmpty());
}

TEST_P(RoomStoreContract, GivesTurnsAtTheRateThatIsSet) {
    open();
    std::vector<std::uint32_t> all;
    for (std::uint64_t session = 11; session < 31; ++session) all.push_back(join(session).entry);
    draw();
    adjust({.paused = {}, .shoppers_max = {}, .rate_per_minute = 60});
    EXPECT_THAT(give_turns(all), IsEmpty()) << "nothing is saved up yet";
    EXPECT_THAT(give_turns(all, kNow + 999ms), IsEmpty());
    EXPECT_THAT(give_turns(all, kNow + 1s), SizeIs(1));
    EXPECT_THAT(give_turns(all, kNow + 2s), SizeIs(1));
    EXPECT_THAT(give_turns(all, kNow + 1h), SizeIs(2)) << "a quiet hour is not made up for";
    subject_->reopen();
    EXPECT_THAT(give_turns(all, kNow + 1h), IsEmpty());
    adjust({.paused = {}, .shoppers_max = {}, .rate_per_minute = 0}, kNow + 1h);
    EXPECT_THAT(give_turns(all, kNow + 1h), SizeIs(16));
}

TEST_P(RoomStoreContract, BeginsAWindowOnlyWhileTheTurnLasts) {
    open();
    join(11);
    join(12);
    draw();
    EXPECT_FALSE(enter(0)) << "it is not its turn";
    give_turns({0, 1});
    EXPECT_TRUE(enter(0));
    EXPECT_FALSE(enter(0)) << "a window is not begun anew";
    EXPECT_FALSE(enter(1, kNow + kTurn));
    EXPECT_EQ(entries()[0].until, kNow + kWindow);
}

TEST_P(RoomStoreContract, EndsWhatIsDue) {
    open();
    for (const std::uint64_t session : {11, 12, 13}) join(session);
    draw();
    give_turns({0, 1});
    enter(0);
    EXPECT_THAT(expire(kNow + kTurn - 1ms), IsEmpty());
    EXPECT_THAT(expire(kNow + kTurn), ElementsAre(Pair(1, missed)));
    EXPECT_THAT(expire(kNow + 1h), ElementsAre(Pair(0, done)));
    EXPECT_THAT(expire(kNow + 2h), IsEmpty());
    EXPECT_FALSE(end(0, left)) << "an end is final";
    EXPECT_FALSE(enter(1)) << "also when the clock goes back";
    EXPECT_EQ(join(11).entry, 3U) << "who comes back stands at the end";
    EXPECT_THAT(states(), ElementsAre(done, missed, waiting, waiting));
}

TEST_P(RoomStoreContract, WhoseWindowIsOverMayJoinAgainAtOnce) {
    open();
    join(11);
    draw();
    give_turns({0});
    enter(0);
    EXPECT_EQ(join(11, kEvent, kNow + kWindow - 1ms).entry, 0U);
    EXPECT_EQ(join(11, kEvent, kNow + kWindow).entry, 1U);
    EXPECT_THAT(states(), ElementsAre(done, waiting));
}

TEST_P(RoomStoreContract, TellsWhatChangedSinceAVersion) {
    open();
    for (const std::uint64_t session : {11, 12, 13}) join(session);
    const auto before = changes({}).room.version;
    EXPECT_THAT(changes({before}).entries, IsEmpty());
    draw();
    give_turns({2});
    end(0, left);
    join(14);
    const auto after = changes({before});
    EXPECT_GT(after.room.version, before);
    std::vector<std::uint32_t> changed;
    for (const auto& entry : after.entries) changed.push_back(entry.entry);
    EXPECT_THAT(changed, ElementsAre(2, 0, 3)) << "in the order of the changes";
    EXPECT_EQ(after.entries.back().version, after.room.version);
    const auto& first = after.entries.front();
    EXPECT_THAT(changes({first.version, first.entry}).entries, SizeIs(2));
    adjust({.paused = true, .shoppers_max = {}, .rate_per_minute = {}});
    EXPECT_GT(changes({}).room.version, after.room.version) << "limits are a change too";
}

TEST_P(RoomStoreContract, ThoseWhoJoinTogetherGetOnePlaceEach) {
    constexpr std::uint64_t kFans = 200;
    open();
    asio::thread_pool crowd{4};
    std::vector<std::future<RoomUpdate>> joined;
    for (std::uint64_t i = 0; i < 2 * kFans; ++i) {
        const SessionId session{100 + i % kFans};
        joined.push_back(asio::co_spawn(crowd, store().join(kEvent, session, kNow), asio::use_future));
    }
    for (std::uint64_t i = 0; i < 2 * kFans; ++i) {
        EXPECT_EQ(joined[i].get().entries.at(0).session, SessionId{100 + i % kFans});
    }
    crowd.join();
    EXPECT_THAT(entries(), SizeIs(kFans));
    EXPECT_EQ(changes({}).room.joined, kFans) << "no number is left out";
}

TEST_P(RoomStoreContract, ManyWhoGiveTurnsAtOnceKeepTheLimit) {
    open();
    std::vector<std::uint32_t> all;
    for (std::uint64_t session = 11; session < 41; ++session) all.push_back(join(session).entry);
    draw();
    adjust({.paused = {}, .shoppers_max = 7, .rate_per_minute = {}});
    asio::thread_pool nodes{4};
    std::vector<std::future<RoomUpdate>> rounds;
    for (int i = 0; i < 8; ++i) {
        rounds.push_back(
            asio::co_spawn(nodes, store().give_turns(kEvent, all, kNow, kTurn), asio::use_future));
    }
    std::size_t given = 0;
    for (auto& round : rounds) given += round.get().entries.size();
    nodes.join();
    EXPECT_EQ(given, 7U);
    EXPECT_EQ(std::ranges::count(states(), turn), 7);
    EXPECT_EQ(entries()[6].state, turn) << "the first seven";
}

TEST_P(RoomStoreContract, ACodeOpensAWindowBeforeTheDrawAndCountsOnceForEachHolder) {
    open();
    const CodeUse pair{.serial = 5, .uses_max = 2};
    const auto first = redeem(11, pair);
    ASSERT_EQ(first.outcome, RedeemOutcome::entered);
    EXPECT_EQ(first.update.entries.back().session, SessionId{11});
    EXPECT_EQ(first.update.entries.back().until, kNow + kWindow);
    const auto again = redeem(11, pair, kNow + 1min);
    EXPECT_EQ(again.outcome, RedeemOutcome::inside);
    EXPECT_EQ(again.update.entries.back().until, kNow + kWindow) << "a window is not made longer";
    EXPECT_EQ(redeem(12, pair).outcome, RedeemOutcome::entered);
    EXPECT_EQ(redeem(13, pair).outcome, RedeemOutcome::used_up);
    EXPECT_EQ(redeem(13, {.serial = 6}).outcome, RedeemOutcome::entered) << "every code counts for itself";
    subject_->reopen();
    EXPECT_EQ(redeem(11, pair, kNow + kWindow).outcome, RedeemOutcome::entered) << "it opens again";
    EXPECT_EQ(redeem(14, pair, kNow + kWindow).outcome, RedeemOutcome::used_up);
    EXPECT_THAT(states(), ElementsAre(withdrawn, withdrawn, withdrawn, shopping));
}

TEST_P(RoomStoreContract, NoMoreEnterThanACodeSaysHoweverManyShowItAtOnce) {
    constexpr std::uint64_t kFans = 40;
    constexpr std::uint32_t kUses = 7;
    open();
    const CodeUse use{.serial = 5, .uses_max = kUses, .until = kNow + 1h};
    asio::thread_pool crowd{4};
    std::vector<std::future<Redeemed>> shown;
    for (std::uint64_t i = 0; i < 3 * kFans; ++i) {
        auto task = store().redeem(kEvent, SessionId{100 + i % kFans}, use, kNow, kWindow);
        shown.push_back(asio::co_spawn(crowd, std::move(task), asio::use_future));
    }
    std::map<RedeemOutcome, std::size_t> outcomes;
    for (auto& each : shown) ++outcomes[each.get().outcome];
    crowd.join();
    EXPECT_EQ(outcomes[RedeemOutcome::entered], kUses);
    EXPECT_EQ(outcomes[RedeemOutcome::inside], 2 * kUses) << "the same click again";
    EXPECT_EQ(outcomes[RedeemOutcome::used_up], 3 * (kFans - kUses));
    EXPECT_EQ(std::ranges::count(states(), shopping), kUses);
}

TEST_P(RoomStoreContract, ACodeThatHasToWaitIsNotUsed) {
    open();
    adjust({.paused = {}, .shoppers_max = 1, .rate_per_minute = {}});
    EXPECT_EQ(redeem(11, {.serial = 5}).outcome, RedeemOutcome::entered);
    EXPECT_EQ(redeem(12, {.serial = 6}).outcome, RedeemOutcome::full);
    adjust({.paused = true, .shoppers_max = 9, .rate_per_minute = {}});
    EXPECT_EQ(redeem(12, {.serial = 6}).outcome, RedeemOutcome::paused);
    adjust({.paused = false, .shoppers_max = {}, .rate_per_minute = {}});
    EXPECT_EQ(redeem(13, {.serial = 6}).outcome, RedeemOutcome::entered);
    EXPECT_EQ(redeem(account_holder(UserId{14}).value, {.serial = 7}).outcome, RedeemOutcome::other_holder);
}

TEST_P(RoomStoreContract, WhoShoppedBeforeTheDrawHasNoPartInItAndMayJoinAgain) {
    open();
    join(11);
    join(12);
    EXPECT_EQ(redeem(11, {.serial = 5}).update.entries.back().entry, 0U) << "the entry that waited";
    redeem(13, {.serial = 6});
    EXPECT_TRUE(end(2, done));
    EXPECT_EQ(join(13).entry, 3U);
    redeem(14, {.serial = 7});
    EXPECT_TRUE(end(4, left));
    const auto drawn = draw();
    EXPECT_THAT(states(), ElementsAre(withdrawn, waiting, withdrawn, waiting, withdrawn));
    EXPECT_EQ(entries()[0].session, SessionId{0});
    EXPECT_EQ(drawn.left_early, 1U) << "who bought has not given up";
    EXPECT_EQ(changes({}).entries.back().version, drawn.version);
    EXPECT_EQ(redeem(15, {.serial = 8}).outcome, RedeemOutcome::over);
    give_turns({1});
    enter(1);
    draw();
    EXPECT_EQ(states()[1], shopping) << "a later look at the draw ends nobody's window";
}

TEST_P(RoomStoreContract, SettlesTheBeaconOnceAndNotBeforeTheListIsClosed) {
    open();
    const auto settle = [&](Bytes value) {
        return run_task(store().settle_beacon(kEvent, std::move(value)));
    };
    EXPECT_FALSE(settle({1, 2}).beacon_settled);
    const auto closed = draw();
    const auto settled = settle({3, 4});
    EXPECT_TRUE(settled.beacon_settled);
    EXPECT_EQ(settled.beacon_value, (Bytes{3, 4}));
    EXPECT_GT(settled.version, closed.version) << "other nodes hear of it";
    EXPECT_EQ(settle({5}).beacon_value, (Bytes{3, 4}));
    subject_->reopen();
    EXPECT_EQ(settle({}).beacon_value, (Bytes{3, 4}));
}

TEST_P(RoomStoreContract, ADrawWithoutItsBeaconIsSettledToo) {
    open();
    draw();
    EXPECT_TRUE(run_task(store().settle_beacon(kEvent, {})).beacon_settled);
    EXPECT_EQ(run_task(store().settle_beacon(kEvent, {5})).beacon_value, Bytes{});
}

TEST_P(RoomStoreContract, ARoomForAccountsTakesNoSessionsAndGivesAnAccountOnePlace) {
    open();
    adjust({.paused = {}, .shoppers_max = {}, .rate_per_minute = {}, .accounts_only = true});
    const SessionId ann = account_holder(UserId{11});
    const auto refused = run_task(store().join(kEvent, SessionId{11}, kNow));
    EXPECT_THAT(refused.entries, IsEmpty());
    EXPECT_TRUE(refused.room.limits.accounts_only);
    EXPECT_EQ(join(ann.value).entry, 0U);
    EXPECT_EQ(join(ann.value).session, ann);
    EXPECT_EQ(join(account_holder(UserId{12}).value).entry, 1U) << "no number was lost";
    subject_->reopen();
    EXPECT_EQ(join(ann.value).entry, 0U);
    EXPECT_EQ(entries()[0].session, ann);
}

TEST_P(RoomStoreContract, WhetherItIsForAccountsIsSettledOnceSomebodyHasJoined) {
    open();
    const LimitsChange ask{.paused = true, .shoppers_max = {}, .rate_per_minute = {}, .accounts_only = true};
    join(11);
    adjust(ask);
    EXPECT_EQ(changes({}).room.limits, RoomLimits{}) << "all or nothing";
    adjust({.paused = true, .shoppers_max = {}, .rate_per_minute = {}, .accounts_only = false});
    EXPECT_TRUE(changes({}).room.limits.paused) << "that was no change of the rule";
    EXPECT_THAT(run_task(store().join(kEvent, account_holder(UserId{12}), kNow)).entries, IsEmpty());
}

TEST_P(RoomStoreContract, ChangesOnlyTheLimitsThatAreNamed) {
    open();
    adjust({.paused = true, .shoppers_max = {}, .rate_per_minute = {}});
    adjust({.paused = {}, .shoppers_max = 20, .rate_per_minute = {}});
    adjust({.paused = {}, .shoppers_max = {}, .rate_per_minute = 30});
    EXPECT_EQ(changes({}).room.limits, (RoomLimits{true, 20, 30}));
}

TEST_P(RoomStoreContract, RemembersEverythingWhenItIsOpenedAgain) {
    open();
    for (const std::uint64_t session : {11, 12, 13}) join(session);
    draw();
    give_turns({1, 2});
    enter(2);
    adjust({true, 20, 30});
    subject_->reopen();
    const auto rooms = run_task(store().rooms());
    ASSERT_EQ(rooms.size(), 1U);
    EXPECT_EQ(rooms[0].drawn_at, kNow);
    EXPECT_EQ(rooms[0].limits, (RoomLimits{true, 20, 30}));
    EXPECT_EQ(rooms[0].admitted, 2U);
    EXPECT_THAT(states(), ElementsAre(waiting, turn, shopping));
    EXPECT_EQ(join(12).entry, 1U);
}

}  // namespace fairgate::testing
