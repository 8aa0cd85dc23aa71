#include "base/id_time.hpp"

#include <gtest/gtest.h>

#include <set>

namespace fairgate {
namespace {

TEST(Id, SurvivesTheWayThroughText) {
    SeededRandom random(7);
    for (int i = 0; i < 1'000; ++i) {
        const OrderId id{random.next() >> 1};
        EXPECT_EQ(OrderId::parse(id.text()), id);
    }
}

TEST(Id, SortsAsItsTextDoes) {
    const EventId early{5};
    const EventId late{1ULL << 40};
    EXPECT_LT(early.text(), late.text());
}

TEST(Id, RefusesEverythingThatItWouldNotWrite) {
    for (const auto* text : {"", "0", "0000000000000", "000000000000u", "8000000000001", "000000000000A",
                             "00000000000001", " 000000000001", "00000000000-1"}) {
        EXPECT_FALSE(EventId::parse(text)) << text;
    }
}

TEST(Id, IsNewEveryTimeAndGrowsWithTime) {
    SeededRandom random(1);
    const Timestamp now{std::chrono::milliseconds{1'790'000'000'000}};
    std::set<OrderId> seen;
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(seen.insert(OrderId::make(now, random)).second);
    EXPECT_GT(OrderId::make(now + std::chrono::milliseconds{1}, random), *seen.rbegin());
}

TEST(Id, IsNewHoweverManyAreMadeInAMillisecond) {
    constexpr std::size_t kIds = 10'000;
    SeededRandom random(1);
    const Timestamp now{std::chrono::milliseconds{1'790'000'000'001}};
    std::set<OrderId> seen;
    for (std::size_t i = 0; i < kIds; ++i) seen.insert(OrderId::make(now, random));
    EXPECT_EQ(seen.size(), kIds);
    EXPECT_EQ(time_of(*seen.rbegin()), now);
}

}  // namespace
}  // namespace fairgate
