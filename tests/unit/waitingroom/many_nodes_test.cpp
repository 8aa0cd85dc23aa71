#include "support/run_task.hpp"
#include "unit/waitingroom/room_house.hpp"

#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>

#include <algorithm>
#include <future>
#include <map>

namespace fairgate::testing {
namespace {

using namespace std::chrono_literals;
using api::QueueState;
using enum EntryState;

constexpr EventId kEvent{77};
constexpr std::size_t kNodes = 3;
constexpr std::uint32_t kShoppersMax = 4;

/// A browser that keeps what it is given and talks to whichever node it meets.
struct Fan {
    SessionId session;
    std::string token;
    std::uint32_t entry = 0;
    /// What it was told of that entry.
    std::uint32_t position = 0;
    bool was_its_turn = false;
};

/// Nodes on one store that hear nothing of each other but what they read.
class ManyNodesTest : public ::testing::TestWithParam<RoomHouseFactory> {
  protected:
    ManyNodesTest() {
        world_.is_shared = true;
        world_.rules.limits.shoppers_max = kShoppersMax;
        house_->add_event(kEvent);
        for (std::size_t i = 0; i < kNodes; ++i) crash(i);
    }

    void crash(std::size_t node) {
        nodes_[node].reset();
        nodes_[node] = std::make_unique<RoomNode>(*house_, world_);
    }
    WaitingRooms& at(std::size_t node) { return nodes_[node]->rooms(); }
    void tick(std::size_t node) { run_task(at(node).tick()); }
    void open_sale() {
        world_.clock.advance(kOpening - world_.clock.now());
        for (std::size_t i = 0; i < kNodes; ++i) tick(i);
    }

    static Visitor visitor(const Fan& fan) { return {fan.session, fan.token, "192.0.2.1"}; }
    static Fan fan(std::uint64_t session) { return {.session = SessionId{session}, .token = {}}; }
    api::QueueStatus keep(Fan& fan, const QueueAnswer& answer) {
        if (!answer.token.empty()) fan.token = answer.token;
        return answer.status;
    }
    api::QueueStatus join(std::size_t node, Fan& fan) {
        return keep(fan, run_task(at(node).join(kEvent, visitor(fan))).value());
    }
    api::QueueStatus status(std::size_t node, Fan& fan) {
        return keep(fan, run_task(at(node).status(kEvent, visitor(fan))).value());
    }
    bool enter(std::size_t node, Fan& fan) {
        const auto entered = run_task(at(node).enter(kEvent, visitor(fan)));
        if (entered) keep(fan, *entered);
        return entered.has_value();
    }
    void leave(std::size_t node, Fan& fan) {
        keep(fan, run_task(at(node).leave(kEvent, visitor(fan))).value());
    }
    bool admits(std::size_t node, const Fan& fan) {
        return run_task(at(node).admits(kEvent, {fan.session, {}})).has_value();
    }
    api::QueueDraw draw(std::size_t node) {
        return from_json_text<api::QueueDraw>(*run_task(at(node).draw_json(kEvent)).value()).value();
    }

    std::unique_ptr<RoomHouse> house_ = GetParam()();
    RoomWorld world_;
    std::array<std::unique_ptr<RoomNode>, kNodes> nodes_;
};

TEST_P(ManyNodesTest, DrawOnceWithEverybodyWhereverTheyJoined) {
    std::vector<Fan> fans;
    for (std::uint64_t i = 0; i < 30; ++i) fans.push_back(fan(100 + i));
    for (std::size_t i = 0; i < fans.size(); ++i) join(i % kNodes, fans[i]);
    // One node closes the list and dies before it knows the order.
    world_.clock.advance(1h);
    run_task(house_->store().draw(kEvent, world_.clock.now()));
    crash(0);
    for (std::size_t i = 0; i < kNodes; ++i) tick(i);
    const auto drawn = draw(0);
    EXPECT_FALSE(check_draw(drawn));
    EXPECT_EQ(drawn.entrants->size(), fans.size());
    for (std::size_t i = 1; i < kNodes; ++i) EXPECT_EQ(to_json_text(draw(i)), to_json_text(drawn));
}

TEST_P(ManyNodesTest, NodesThatHaveNotHeardOfANewRuleKeepToIt) {
    ASSERT_FALSE(run_task(at(1).overview(kEvent)).value().accounts_only);
    ASSERT_TRUE(run_task(at(0).adjust(kEvent, {.accounts_only = true})));
    const Fan ann = fan(1);
    EXPECT_EQ(run_task(at(1).join(kEvent, visitor(ann))).error().error, QueueError::rules_changed);
    EXPECT_EQ(run_task(at(1).join(kEvent, visitor(ann))).error().error, QueueError::account_required);
    auto logged_in = visitor(ann);
    logged_in.user = UserId{50};
    EXPECT_TRUE(run_task(at(1).join(kEvent, logged_in)));
}

TEST_P(ManyNodesTest, ReadARoomThatIsTooBigForOneAnswer) {
    constexpr std::uint64_t kCrowd = RoomStore::kChangesMax + 500;
    Fan ann = fan(1);
    join(0, ann);
    asio::thread_pool crowd{2};
    std::vector<std::future<RoomUpdate>> joined;
    for (std::uint64_t i = 0; i < kCrowd; ++i) {
        auto task = house_->store().join(kEvent, SessionId{1'000 + i}, world_.clock.now());
        joined.push_back(asio::co_spawn(crowd, std::move(task), asio::use_future));
    }
    for (auto& each : joined) each.get();
    crowd.join();
    open_sale();
    const auto drawn = draw(0);
    EXPECT_FALSE(check_draw(drawn));
    EXPECT_EQ(drawn.entrants->size(), kCrowd + 1);
    crash(1);
    EXPECT_EQ(draw(1).entrants, drawn.entrants);
    Fan last = fan(1'000 + kCrowd - 1);
    const auto position = status(0, last).position;
    EXPECT_EQ(status(2, last).position, position);
}

TEST_P(ManyNodesTest, ANodeThatOnlyListensKnowsWhatTheOthersDo) {
    using enum WaitingRooms::Duty;
    Fan ann = fan(1);
    join(0, ann);
    world_.clock.advance(1h);
    run_task(at(1).tick(listen));
    EXPECT_FALSE(draw(1).drawn) << "that is for others to do";
    tick(0);
    run_task(at(1).tick(listen));
    EXPECT_TRUE(draw(1).drawn);
    Fan without_token = fan(1);
    EXPECT_TRUE(status(1, without_token).can_enter);
}

TEST_P(ManyNodesTest, ANodeThatErrsAboutTheMomentDrawsNothing) {
    Fan ann = fan(1);
    join(0, ann);
    const auto draw_at = [&](Timestamp moment) { return run_task(house_->store().draw(kEvent, moment)); };
    EXPECT_FALSE(draw_at(kOpening - 1ms).drawn_at);
    EXPECT_EQ(draw_at(kOpening).drawn_at, kOpening);
}

TEST_P(ManyNodesTest, KeepOneLimitTogether) {
    open_sale();
    std::vector<Fan> fans;
    for (std::uint64_t i = 0; i < 12; ++i) fans.push_back(fan(100 + i));
    for (std::size_t i = 0; i < fans.size(); ++i) join(i % kNodes, fans[i]);
    for (std::size_t round = 0; round < 2; ++round) {
        for (std::size_t i = 0; i < kNodes; ++i) tick(i);
    }
    std::uint32_t turns = 0;
    for (std::size_t i = 0; i < fans.size(); ++i) turns += status(i % kNodes, fans[i]).can_enter ? 1 : 0;
    EXPECT_EQ(turns, kShoppersMax);
    EXPECT_TRUE(status(1, fans[0]).can_enter) << "the first is among them";
}

TEST_P(ManyNodesTest, AFanIsKnownAtANodeThatHasNotHeardOfIt) {
    open_sale();
    Fan ann = fan(1);
    join(0, ann);
    EXPECT_EQ(status(1, ann).position, 1U);
    tick(0);
    EXPECT_TRUE(enter(2, ann)) << "though this node did not know that it is its turn";
    EXPECT_TRUE(enter(0, ann)) << "it has begun already";
    EXPECT_TRUE(admits(1, ann));
    leave(1, ann);
    EXPECT_FALSE(admits(1, ann));
    EXPECT_EQ(status(2, ann).status, QueueState::not_in_queue);
    EXPECT_EQ(join(2, ann).position, 1U) << "behind nobody";
}

TEST_P(ManyNodesTest, NobodyIsToldAHigherPositionByANodeThatLagsBehind) {
    open_sale();
    std::vector<Fan> fans;
    for (std::uint64_t i = 0; i < 10; ++i) fans.push_back(fan(100 + i));
    for (auto& each : fans) join(0, each);
    for (std::size_t i = 0; i < kNodes; ++i) tick(i);
    Fan& last = fans.back();
    EXPECT_EQ(status(1, last).position, 6U);
    leave(0, fans[4]);
    leave(0, fans[5]);
    EXPECT_EQ(status(0, last).position, 4U);
    EXPECT_EQ(status(1, last).position, 4U);
    Fan without_token = fan(109);
    EXPECT_EQ(status(1, without_token).position, 6U) << "that node has indeed not heard of it";
}

TEST_P(ManyNodesTest, AnyNodeRefillsWhatADeadOneLeft) {
    open_sale();
    std::vector<Fan> fans;
    for (std::uint64_t i = 0; i < 6; ++i) fans.push_back(fan(100 + i));
    for (auto& each : fans) join(0, each);
    tick(0);
    EXPECT_TRUE(enter(0, fans[0]));
    nodes_[0].reset();
    leave(1, fans[0]);
    tick(2);
    EXPECT_TRUE(status(2, fans[4]).can_enter);
    EXPECT_FALSE(status(2, fans[5]).can_enter);
}

/// Random steps at random nodes, and after each of them what must always be so.
class RandomRoom : public ManyNodesTest {
  protected:
    static constexpr std::uint64_t kFans = 24;
    static constexpr int kSteps = 400;

    void run(std::uint64_t seed) {
        for (std::uint64_t i = 0; i < kFans; ++i) fans_.push_back(fan(100 + i));
        SeededRandom random(seed);
        world_.clock.advance(kOpening - world_.clock.now() - 1min);
        for (int i = 0; i < kSteps && !HasFailure(); ++i) {
            SCOPED_TRACE(i);
            step(random);
            check();
        }
        world_.clock.advance(std::max(kOpening - world_.clock.now(), 0ms));
        for (std::size_t i = 0; i < kNodes; ++i) tick(i);
        const auto drawn = draw(0);
        EXPECT_TRUE(drawn.drawn);
        EXPECT_FALSE(check_draw(drawn));
        for (std::size_t i = 1; i < kNodes; ++i) EXPECT_EQ(to_json_text(draw(i)), to_json_text(drawn));
    }

    void step(Random& random) {
        const std::size_t node = random.below(kNodes);
        Fan& one = fans_[random.below(kFans)];
        switch (random.below(12)) {
            case 0:
            case 1:
            case 2:
                hear(one, join(node, one));
                break;
            case 3:
            case 4:
                hear(one, status(node, one));
                break;
            case 5:
                if (enter(node, one)) {
                    EXPECT_TRUE(admits(random.below(kNodes), one));
                }
                break;
            case 6:
                leave(node, one);
                one = fan(one.session.value);
                break;
            case 7:
            case 8:
                tick(node);
                break;
            case 9:
                crash(node);
                break;
            case 10:
                change_limits(node, random);
                break;
            default:
                jump(random);
        }
    }

    void change_limits(std::size_t node, Random& random) {
        api::AdjustRoomRequest change;
        change.shoppers_max = 1 + random.below(kShoppersMax);
        change.rate_per_minute = random.below(3) * 600;
        if (random.below(4) == 0) change.paused = !limits().paused;
        run_task(at(node).adjust(kEvent, change));
    }

    /// Mostly a few seconds; sometimes past the end of windows, sometimes back.
    void jump(Random& random) {
        static constexpr std::chrono::milliseconds kJumps[] = {1s, 1s, 5s, 70s, 3min, 16min, -2s, -90s};
        // Before the draw a clock that goes back would only make the test longer.
        world_.clock.advance(kJumps[random.below(is_drawn() ? 8 : 5)]);
    }

    /// Those of every room while nobody has opened this one.
    RoomLimits limits() {
        const auto rooms = run_task(house_->store().rooms());
        return rooms.empty() ? RoomLimits{} : rooms[0].limits;
    }
    bool is_drawn() { return first_later_.has_value(); }

    void hear(Fan& one, const api::QueueStatus& told) {
        if (told.status == QueueState::not_in_queue) {
            one = fan(one.session.value);
            return;
        }
        const auto place = PlaceTokens(SecretKey{1}).read(one.token, kEvent, one.session, world_.clock.now());
        ASSERT_TRUE(place);
        if (place->entry != one.entry) one = {one.session, one.token, place->entry};
        if (told.position > 0) {
            EXPECT_FALSE(one.was_its_turn) << "it was its turn already";
            EXPECT_TRUE(one.position == 0 || told.position <= one.position) << told.position << " went up";
            one.position = told.position;
        }
        one.was_its_turn |= told.can_enter || told.status == QueueState::active;
    }

    void check() {
        const auto rooms = run_task(house_->store().rooms());
        if (rooms.empty()) return;
        const RoomRecord& room = rooms[0];
        auto entries = run_task(house_->store().changes(kEvent, {})).entries;
        std::ranges::sort(entries, {}, &EntryRecord::entry);
        EXPECT_EQ(entries.size(), room.joined) << "somebody was lost";
        check_limits(room, entries);
        check_states(entries);
        if (room.drawn_at) check_order(room, entries);
    }

    void check_limits(const RoomRecord& room, const std::vector<EntryRecord>& entries) {
        const auto active = std::ranges::count_if(
            entries, [](const auto& e) { return e.state == turn || e.state == shopping; });
        EXPECT_LE(active, std::max<std::ptrdiff_t>(active_, room.limits.shoppers_max));
        active_ = active;
        std::map<SessionId, int> places;
        for (const auto& entry : entries) places[entry.session] += entry.state < done ? 1 : 0;
        for (const auto& [session, count] : places) EXPECT_LE(count, 1) << "two places";
    }

    void check_states(const std::vector<EntryRecord>& entries) {
        for (const auto& entry : entries) {
            const auto before = states_.find(entry.entry);
            if (before == states_.end() || before->second == entry.state) continue;
            EXPECT_LT(before->second, entry.state);
            EXPECT_LT(before->second, done) << "an end is final";
        }
        for (const auto& entry : entries) states_[entry.entry] = entry.state;
    }

    /// Nobody waits ahead of somebody whose turn it was.
    void check_order(const RoomRecord& room, const std::vector<EntryRecord>& entries) {
        EXPECT_EQ(room.first_later, first_later_.value_or(room.first_later)) << "drawn twice";
        if (!first_later_) order_ = order(room, entries);
        first_later_ = room.first_later;
        std::vector<std::uint32_t> queue = order_;
        for (auto entry = room.first_later; entry < room.joined; ++entry) queue.push_back(entry);
        bool somebody_waits = false;
        for (const auto number : queue) {
            const auto state = entries.at(number).state;
            somebody_waits |= state == waiting;
            const bool had_turn = state == turn || state == shopping || state == done || state == missed;
            EXPECT_FALSE(somebody_waits && had_turn) << "entry " << number << " was let in too early";
        }
    }

    static std::vector<std::uint32_t> order(const RoomRecord& room, const std::vector<EntryRecord>& entries) {
        Entrants entrants;
        for (const auto& entry : entries) {
            const bool takes_part = entry.entry < room.first_later && entry.state != withdrawn;
            if (!takes_part) continue;
            entrants.entries.push_back(entry.entry);
            entrants.sessions.push_back(entry.session);
        }
        return order_of(room_key(SecretKey{1}, kEvent), draw_key(room.seed, {}), entrants);
    }

    std::vector<Fan> fans_;
    std::ptrdiff_t active_ = 0;
    std::map<std::uint32_t, EntryState> states_;
    std::optional<std::uint32_t> first_later_;
    std::vector<std::uint32_t> order_;
};

class RandomRoomTest : public RandomRoom {};

TEST_P(RandomRoomTest, KeepsItsPromisesOne) {
    run(1);
}
TEST_P(RandomRoomTest, KeepsItsPromisesTwo) {
    run(2);
}
TEST_P(RandomRoomTest, KeepsItsPromisesThree) {
    run(3);
}
TEST_P(RandomRoomTest, KeepsItsPromisesWhateverHappens) {
    SystemRandom chance;
    const std::uint64_t seed = chance.next();
    SCOPED_TRACE("seed " + std::to_string(seed));
    run(seed);
}

INSTANTIATE_TEST_SUITE_P(Embedded, ManyNodesTest, ::testing::Values(embedded_house));
INSTANTIATE_TEST_SUITE_P(Postgres, ManyNodesTest, ::testing::Values(postgres_house));
INSTANTIATE_TEST_SUITE_P(Embedded, RandomRoomTest, ::testing::Values(embedded_house));
INSTANTIATE_TEST_SUITE_P(Postgres, RandomRoomTest, ::testing::Values(postgres_house));

}  // namespace
}  // namespace fairgate::testing
