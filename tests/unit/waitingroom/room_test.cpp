#include "waitingroom/room.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace fairgate::testing {
namespace {

using ::testing::ElementsAre;
using namespace std::chrono_literals;

constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};

Room room_of(std::uint32_t entries) {
    Room room;
    for (std::uint32_t i = 0; i < entries; ++i) room.add(i, SessionId{i + 100});
    return room;
}

TEST(RoomTest, HasNoPlacesBeforeTheDraw) {
    Room room = room_of(3);
    EXPECT_EQ(room.position(1), 0U);
    EXPECT_TRUE(room.next(10).empty());
    EXPECT_EQ(room.waiting(), 3U);
}

TEST(RoomTest, PutsLaterComersBehindTheDraw) {
    Room room = room_of(3);
    room.draw({{2, 0, 1}, 3});
    room.add(3, SessionId{103});
    EXPECT_EQ(room.position(2), 1U);
    EXPECT_EQ(room.position(1), 3U);
    EXPECT_EQ(room.position(3), 4U);
    EXPECT_THAT(room.next(10), ElementsAre(2, 0, 1, 3));
    EXPECT_THAT(room.next(2), ElementsAre(2, 0));
}

TEST(RoomTest, EveryoneMovesUpWhenSomebodyAheadLeaves) {
    Room room = room_of(4);
    room.draw({{0, 1, 2, 3}, 4});
    EXPECT_TRUE(room.advance(1, EntryState::left));
    EXPECT_EQ(room.position(0), 1U);
    EXPECT_EQ(room.position(2), 2U);
    EXPECT_EQ(room.position(1), 0U);
    EXPECT_FALSE(room.find(SessionId{101}));
}

TEST(RoomTest, ANumberThatIsNotKnownYetKeepsItsPlace) {
    Room room;
    room.draw({{}, 0});
    room.add(0, SessionId{100});
    room.add(2, SessionId{102});
    EXPECT_EQ(room.position(2), 3U) << "or it would go up when number 1 becomes known";
    EXPECT_THAT(room.next(5), ElementsAre(0));
    room.add(1, SessionId{101});
    EXPECT_EQ(room.position(2), 3U);
    EXPECT_THAT(room.next(5), ElementsAre(0, 1, 2));
}

TEST(RoomTest, AnEndIsFinal) {
    Room room = room_of(1);
    room.draw({{0}, 1});
    EXPECT_TRUE(room.advance(0, EntryState::turn, kNow));
    EXPECT_TRUE(room.advance(0, EntryState::shopping, kNow + 1s));
    EXPECT_EQ(room.next_end(), kNow + 1s);
    EXPECT_TRUE(room.advance(0, EntryState::done));
    EXPECT_FALSE(room.advance(0, EntryState::missed));
    EXPECT_FALSE(room.advance(0, EntryState::shopping, kNow + 9s));
    EXPECT_FALSE(room.next_end());
    EXPECT_EQ(room.active(), 0U);
}

TEST(RoomTest, ASessionThatComesBackGetsAnEntryOfItsOwn) {
    Room room = room_of(2);
    room.draw({{0, 1}, 2});
    room.advance(0, EntryState::left);
    room.add(2, SessionId{100});
    EXPECT_EQ(room.find(SessionId{100}), 2U);
    EXPECT_EQ(room.position(2), 2U);
}

TEST(RoomTest, AWaitingFanTakesUnder64Bytes) {
    for (const std::uint32_t fans : {100'000U, 140'000U, 300'000U}) {
        Room room = room_of(fans);
        std::vector<std::uint32_t> order(fans);
        std::iota(order.begin(), order.end(), 0);
        room.draw({order, fans});
        EXPECT_LT(static_cast<double>(room.memory_bytes()) / fans, 64) << fans;
    }
}

/// The rules said again in plain code: a row an entry, looked through from one end to the other.
class Model {
  public:
    struct Row {
        SessionId session;
        EntryState state = EntryState::waiting;
        Timestamp until;
    };

    void join(SessionId session) { rows.push_back({session}); }

    void draw(std::uint64_t seed) {
        order.emplace();
        for (std::uint32_t i = 0; i < rows.size(); ++i) {
            if (rows[i].state == EntryState::waiting) order->push_back(i);
        }
        std::mt19937_64 engine(seed);
        std::shuffle(order->begin(), order->end(), engine);
        drawn_entries = *order;
        first_later = static_cast<std::uint32_t>(rows.size());
    }

    /// Those who have a place, in order.
    std::vector<std::uint32_t> queue() const {
        std::vector<std::uint32_t> all;
        if (!order) return all;
        all = drawn_entries;
        for (std::uint32_t i = first_later; i < rows.size(); ++i) all.push_back(i);
        std::erase_if(all, [&](std::uint32_t i) { return rows[i].state != EntryState::waiting; });
        return all;
    }

    std::uint32_t count(EntryState state) const {
        return static_cast<std::uint32_t>(std::ranges::count(rows, state, &Row::state));
    }

    /// A room as it comes back from the store. Those who left before the draw are not there any more.
    Room restarted() const {
        Room room;
        for (std::uint32_t i = 0; i < rows.size(); ++i)
            room.add(i, rows[i].session, rows[i].state, rows[i].until);
        if (order) room.draw({drawn_entries, first_later});
        return room;
    }

    std::vector<Row> rows;
    std::optional<std::vector<std::uint32_t>> order;
    std::vector<std::uint32_t> drawn_entries;
    std::uint32_t first_later = 0;
};

class RoomAndModel {
  public:
    static constexpr std::uint32_t kShoppersMax = 4;

    void step(std::uint32_t action, std::uint32_t choice) {
        switch (action) {
            case 0:
            case 1:
            case 2:
                join(SessionId{1 + choice % 40});
                break;
            case 3:
                if (!model_.order && choice % 4 == 0) draw(choice);
                break;
            case 4:
            case 5:
                give_turns();
                break;
            case 6:
                move(choice, EntryState::shopping, EntryState::turn);
                break;
            case 7:
                leave(choice);
                break;
            case 8:
                now_ += std::chrono::seconds{choice % 120};
                expire();
                break;
            default:
                room_ = model_.restarted();
        }
        check();
    }

  private:
    void join(SessionId session) {
        if (room_.find(session)) return;
        const auto entry = static_cast<std::uint32_t>(model_.rows.size());
        model_.join(session);
        room_.add(entry, session);
    }

    void draw(std::uint64_t seed) {
        model_.draw(seed);
        room_.draw({*model_.order, model_.first_later});
    }

    void give_turns() {
        const auto queue = model_.queue();
        const std::uint32_t slots = kShoppersMax - room_.active();
        const auto admitted = room_.next(slots);
        RC_ASSERT(admitted == std::vector(queue.begin(), queue.begin() + std::min<std::ptrdiff_t>(
                                                                             slots, std::ssize(queue))));
        for (const auto entry : admitted) set(entry, EntryState::turn, now_ + 120s);
    }

    void move(std::uint32_t choice, EntryState to, EntryState from) {
        for (std::uint32_t i = 0; i < model_.rows.size(); ++i) {
            const auto entry = static_cast<std::uint32_t>((i + choice) % model_.rows.size());
            if (model_.rows[entry].state != from) continue;
            set(entry, to, now_ + 900s);
            return;
        }
    }

    void leave(std::uint32_t choice) {
        const auto entry = room_.find(SessionId{1 + choice % 40});
        if (entry) set(*entry, EntryState::left, {});
    }

    void expire() {
        for (std::uint32_t i = 0; i < model_.rows.size(); ++i) {
            auto& row = model_.rows[i];
            if (row.until > now_) continue;
            if (row.state == EntryState::turn) set(i, EntryState::missed, {});
            if (row.state == EntryState::shopping) set(i, EntryState::done, {});
        }
    }

    void set(std::uint32_t entry, EntryState to, Timestamp until) {
        RC_ASSERT(room_.advance(entry, to, until));
        model_.rows[entry].state = to;
        model_.rows[entry].until = until;
    }

    void check() {
        const auto queue = model_.queue();
        for (std::uint32_t i = 0; i < queue.size(); ++i) RC_ASSERT(room_.position(queue[i]) == i + 1);
        RC_ASSERT(room_.active() <= kShoppersMax);
        RC_ASSERT(room_.joined() == model_.rows.size());
        for (const auto state : {EntryState::waiting, EntryState::turn, EntryState::shopping,
                                 EntryState::done, EntryState::left, EntryState::missed}) {
            RC_ASSERT(room_.count(state) == model_.count(state));
        }
        positions_.resize(model_.rows.size());
        for (std::uint32_t i = 0; i < model_.rows.size(); ++i) {
            const auto position = room_.position(i);
            if (positions_[i] > 0) RC_ASSERT(position <= positions_[i]);
            positions_[i] = position;
        }
        check_ends();
    }

    void check_ends() {
        std::optional<Timestamp> first;
        for (const auto& row : model_.rows) {
            const bool active = row.state == EntryState::turn || row.state == EntryState::shopping;
            if (active && (!first || row.until < *first)) first = row.until;
        }
        RC_ASSERT(room_.next_end() == first);
    }

    Model model_;
    Room room_;
    Timestamp now_ = kNow;
    std::vector<std::uint32_t> positions_;
};

RC_GTEST_PROP(RoomProperty, KeepsOrderLimitsAndEverybodyThroughRestartsAtAnyPoint, ()) {
    const auto steps = *rc::gen::container<std::vector<std::pair<std::uint32_t, std::uint32_t>>>(
        300, rc::gen::pair(rc::gen::inRange(0U, 10U), rc::gen::inRange(0U, 10'000U)));
    RoomAndModel both;
    for (const auto& [action, choice] : steps) both.step(action, choice);
}

}  // namespace
}  // namespace fairgate::testing
