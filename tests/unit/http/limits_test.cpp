#include "http/limits.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace fairgate::http {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kStart{1'790'000'000'000ms};

/// A client of 16 requests a second with a burst of 160: shared after each 10.
class ClientLimitsTest : public ::testing::Test {
  protected:
    static Limits limits() {
        Limits limits;
        limits.requests_per_client_per_second = 16;
        limits.request_burst_per_client = 160;
        return limits;
    }
    /// Takes up to `count` requests; returns how many went through, and notes what is to be shared.
    int take(ClientLimits& node, int count) {
        int taken = 0;
        for (int i = 0; i < count; ++i) {
            const auto [wait, to_share] = node.take_request("ann", now_);
            taken += wait.count() == 0;
            if (to_share > 0) to_share_ = to_share;
        }
        return taken;
    }
    std::uint32_t take_to_share() { return std::exchange(to_share_, 0); }

    const Limits limits_ = limits();
    Timestamp now_ = kStart;
    std::uint32_t to_share_ = 0;
    ClientLimits alone_{limits_};
    ClientLimits node_{limits_, true};
};

TEST_F(ClientLimitsTest, LetABurstThroughAndThenTheRate) {
    EXPECT_EQ(take(alone_, 1'000), 160);
    EXPECT_EQ(alone_.take_request("ann", now_).wait, 63ms) << "a sixteenth of a second, rounded up";
    EXPECT_EQ(alone_.take_request("bob", now_).wait, 0ms);
    now_ += 1s;
    EXPECT_EQ(take(alone_, 1'000), 16);
    EXPECT_EQ(take_to_share(), 0u) << "with whom?";
}

TEST_F(ClientLimitsTest, AreToldToOthersInPartsOfTheBurst) {
    take(node_, 9);
    EXPECT_EQ(take_to_share(), 0u);
    take(node_, 1);
    EXPECT_EQ(take_to_share(), 10u);
    take(node_, 30);
    EXPECT_EQ(take_to_share(), 0u) << "one at a time";
    node_.shared("ann", 150, now_);
    take(node_, 1);
    EXPECT_EQ(take_to_share(), 31u);
}

TEST_F(ClientLimitsTest, GoOnWithWhatTheOthersHaveLeft) {
    take(node_, 10);
    take_to_share();
    take(node_, 4);
    node_.shared("ann", 50, now_);
    EXPECT_EQ(take(node_, 1'000), 46) << "four of the fifty had been made meanwhile";
}

TEST_F(ClientLimitsTest, PayBackWhatNodesLetThroughTogether) {
    take(node_, 10);
    node_.shared("ann", -32, now_);
    EXPECT_EQ(take(node_, 10), 0);
    EXPECT_EQ(node_.take_request("ann", now_).wait, 2'063ms);
    now_ += 2'500ms;
    EXPECT_EQ(take(node_, 1'000), 8);
}

TEST_F(ClientLimitsTest, AreEachNodesOwnWhileNobodyAnswers) {
    take(node_, 10);
    take_to_share();
    node_.shared("ann", std::nullopt, now_);
    EXPECT_EQ(take(node_, 1'000), 150);
    EXPECT_GE(take_to_share(), 10u) << "it is tried again";
}

TEST_F(ClientLimitsTest, AreNotRaisedByASharedBucketThatWasWiped) {
    take(node_, 150);
    node_.shared("ann", 160, now_);
    EXPECT_EQ(take(node_, 1'000), 10);
}

TEST_F(ClientLimitsTest, HoldForAllNodesTogetherUpToAPartOfTheBurstEach) {
    // Buckets of two nodes and the one that they share, which answers at once.
    ClientLimits other{limits_, true};
    double shared = limits_.request_burst_per_client;
    int let_through = 0;
    for (int i = 0; i < 1'000; ++i) {
        for (auto* node : {&node_, &other}) {
            const auto [wait, to_share] = node->take_request("ann", now_);
            let_through += wait.count() == 0;
            if (to_share == 0) continue;
            shared -= to_share;
            node->shared("ann", shared, now_);
        }
    }
    EXPECT_GE(let_through, 160);
    EXPECT_LE(let_through, 160 + 2 * 10);
}

TEST_F(ClientLimitsTest, ForgetAClientThatHasBeenQuiet) {
    // Clients that a proxy names have no connections here: only room for others makes them go.
    take(alone_, 1'000);
    now_ += 1h;
    for (std::size_t i = 0; i < 17 * ClientLimits::kRememberedMax; ++i) {
        EXPECT_EQ(alone_.take_request(std::to_string(i), now_).wait, 0ms);
    }
    EXPECT_LE(alone_.remembered(), 16 * (ClientLimits::kRememberedMax + 1));
}

}  // namespace
}  // namespace fairgate::http
