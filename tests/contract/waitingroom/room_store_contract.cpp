#include "contract/waitingroom/room_store_contract.hpp"

namespace fairgate::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum EntryState;

std::vector<EntryState> RoomStoreContract::states() {
    std::vector<EntryState> states;
    for (const auto& entry : run_task(store().entries(kEvent))) states.push_back(entry.state);
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

TEST_P(RoomStoreContract, GivesASessionOnePlaceHoweverOftenItJoins) {
    open();
    EXPECT_EQ(join(11).entry, 0U);
    const auto second = join(12);
    EXPECT_EQ(second.entry, 1U);
    EXPECT_TRUE(second.fresh);
    const auto again = join(11);
    EXPECT_EQ(again.entry, 0U);
    EXPECT_FALSE(again.fresh);
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
    EXPECT_EQ(draw().left_early, 1U);
    const auto entries = run_task(store().entries(kEvent));
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[1].entry, 2U);
    EXPECT_EQ(entries[1].session, SessionId{12});
}

TEST_P(RoomStoreContract, DrawsOnceAndOnlyOnce) {
    open();
    join(11);
    join(12);
    const auto drawn = draw();
    EXPECT_EQ(drawn.drawn_at, kNow);
    EXPECT_EQ(drawn.first_later, 2U);
    join(13);
    const auto again = draw(kNow + std::chrono::seconds{1});
    EXPECT_EQ(again.drawn_at, kNow);
    EXPECT_EQ(again.first_later, 2U) << "who came later is not part of it";
}

TEST_P(RoomStoreContract, GivesATurnToThoseWhoWaitAndToNobodyTwice) {
    open();
    for (const auto session : {11, 12, 13}) join(static_cast<std::uint64_t>(session));
    draw();
    EXPECT_TRUE(end(1, left));
    EXPECT_THAT(give_turns({0, 1, 2}), ElementsAre(0, 2));
    EXPECT_THAT(give_turns({0, 1, 2}), IsEmpty());
    EXPECT_THAT(states(), ElementsAre(turn, left, turn));
    EXPECT_EQ(draw().admitted, 2U);
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
    const auto entries = run_task(store().entries(kEvent));
    EXPECT_EQ(entries[0].until, kNow + std::chrono::minutes{15});
}

TEST_P(RoomStoreContract, EndsWhatIsDue) {
    open();
    for (const auto session : {11, 12, 13}) join(static_cast<std::uint64_t>(session));
    draw();
    give_turns({0, 1});
    enter(0);
    const auto expire = [&](Timestamp at) { return run_task(store().expire(kEvent, at)); };
    EXPECT_THAT(expire(kNow + kTurn - std::chrono::milliseconds{1}), IsEmpty());
    EXPECT_THAT(expire(kNow + kTurn), ElementsAre(EndedEntry{1, missed}));
    EXPECT_THAT(expire(kNow + std::chrono::hours{1}), ElementsAre(EndedEntry{0, done}));
    EXPECT_THAT(expire(kNow + std::chrono::hours{2}), IsEmpty());
    EXPECT_FALSE(end(0, left)) << "an end is final";
    EXPECT_EQ(join(11).entry, 3U) << "who comes back stands at the end";
    EXPECT_THAT(states(), ElementsAre(done, missed, waiting, waiting));
}

TEST_P(RoomStoreContract, RemembersEverythingWhenItIsOpenedAgain) {
    open();
    for (const auto session : {11, 12, 13}) join(static_cast<std::uint64_t>(session));
    draw();
    give_turns({1, 2});
    enter(2);
    run_task(store().set_limits(kEvent, {true, 20, 30}));
    subject_->reopen();
    const auto rooms = run_task(store().rooms());
    ASSERT_EQ(rooms.size(), 1U);
    EXPECT_EQ(rooms[0].drawn_at, kNow);
    EXPECT_EQ(rooms[0].limits, (RoomLimits{true, 20, 30}));
    EXPECT_EQ(rooms[0].admitted, 2U);
    EXPECT_THAT(states(), ElementsAre(waiting, turn, shopping));
    EXPECT_FALSE(join(12).fresh);
}

}  // namespace fairgate::testing
