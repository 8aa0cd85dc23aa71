#include "ops/overload.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>
#include <vector>

namespace fairgate {
namespace {

using namespace std::chrono_literals;

class OverloadTest : public ::testing::Test {
  protected:
    void late_for(std::chrono::milliseconds time, std::chrono::microseconds late) {
        for (auto passed = 0ms; passed < time; passed += OverloadControl::kStep) {
            for (int loop = 0; loop < 4; ++loop) control_.loop_was_late(late);
            control_.step();
        }
    }

    void reserve_for(std::chrono::milliseconds time, std::chrono::microseconds took) {
        for (auto passed = 0ms; passed < time; passed += OverloadControl::kStep) {
            if (control_.begin_reservation()) control_.reservation_ended(took);
            control_.step();
        }
    }

    /// Begins as many as it may of `wanted`; the share of them that was turned away.
    double begin(int wanted) {
        int refused = 0;
        for (int i = 0; i < wanted; ++i) refused += control_.begin_reservation() ? 0 : 1;
        return static_cast<double>(refused) / wanted;
    }

    OverloadControl control_;
};

TEST_F(OverloadTest, RefusesNothingWithoutPressure) {
    late_for(60s, OverloadControl::kLateMax);
    for (const Tier tier : {Tier::finishing, Tier::reserving, Tier::queueing, Tier::browsing}) {
        EXPECT_EQ(control_.refused_share(tier), 0);
        EXPECT_TRUE(control_.admits(tier, 0));
    }
}

TEST_F(OverloadTest, RefusesTheLeastImportantFirstAndThePaymentNever) {
    bool browsing_was_first = false;
    bool queueing_was_second = false;
    for (int step = 0; step < 100; ++step) {
        late_for(OverloadControl::kStep, 60ms);
        const double browsing = control_.refused_share(Tier::browsing);
        const double queueing = control_.refused_share(Tier::queueing);
        const double reserving = control_.refused_share(Tier::reserving);
        EXPECT_GE(browsing, queueing);
        EXPECT_GE(queueing, reserving);
        if (queueing > 0) EXPECT_EQ(browsing, 1);
        if (reserving > 0) EXPECT_EQ(queueing, 1);
        browsing_was_first = browsing_was_first || (browsing > 0 && queueing == 0);
        queueing_was_second = queueing_was_second || (queueing > 0 && reserving == 0);
        EXPECT_TRUE(control_.admits(Tier::finishing, 0));
    }
    EXPECT_TRUE(browsing_was_first);
    EXPECT_TRUE(queueing_was_second);
    EXPECT_EQ(control_.refused_share(Tier::reserving), 1);
    EXPECT_FALSE(control_.admits(Tier::reserving, UINT32_MAX));
}

TEST_F(OverloadTest, DoesNotMindAHiccup) {
    late_for(OverloadControl::kStep, 150ms);
    EXPECT_EQ(control_.refused_share(Tier::browsing), 0);
}

TEST_F(OverloadTest, NeverRefusesWhereItIsToldNotTo) {
    OverloadControl off{0ms};
    for (int step = 0; step < 100; ++step) {
        off.loop_was_late(1s);
        off.step();
    }
    EXPECT_EQ(off.refused_share(Tier::browsing), 0);
}

TEST_F(OverloadTest, ReactsWithinTwoSecondsAndForgetsWithinTen) {
    late_for(2s, 500ms);
    EXPECT_EQ(control_.refused_share(Tier::reserving), 1);
    late_for(10s, 0us);
    EXPECT_EQ(control_.refused_share(Tier::browsing), 0);
}

TEST_F(OverloadTest, AStoreThatCannotKeepUpCostsReservationsAlone) {
    EXPECT_EQ(begin(OverloadControl::kUnderWayLeast), 0);
    reserve_for(2 * OverloadControl::kStep, 120ms);
    EXPECT_EQ(control_.reservations_max(), OverloadControl::kUnderWayLeast);
    EXPECT_EQ(begin(100), 1);
    control_.step();
    EXPECT_EQ(control_.refused_share(Tier::reserving), 1);
    EXPECT_EQ(control_.refused_share(Tier::browsing), 0);
    EXPECT_EQ(control_.refused_share(Tier::queueing), 0);
    EXPECT_TRUE(control_.admits(Tier::reserving, 0));
}

TEST_F(OverloadTest, LetsAsManyWaitAsAreFinishedInTime) {
    // A store that finishes ten a millisecond, while twenty come.
    int waiting = 0;
    for (auto passed = 0ms; passed < 5s; passed += 10ms) {
        waiting += 200 - static_cast<int>(std::lround(begin(200) * 200));
        for (int i = 0; i < 100 && waiting > 0; ++i, --waiting) {
            control_.reservation_ended(std::chrono::microseconds{waiting * 100});
        }
        if ((passed + 10ms) % OverloadControl::kStep == 0ms) control_.step();
    }
    const int in_time = 10 * static_cast<int>(OverloadControl::kReservationMax.count());
    EXPECT_NEAR(control_.reservations_max(), in_time, in_time / 3);
}

TEST_F(OverloadTest, LetsFewerReservationsWaitBeforeItRefusesAnything) {
    late_for(3s, OverloadControl::kLateMax / 2);
    EXPECT_EQ(control_.reservations_max(), OverloadControl::kUnderWayLeast);
    EXPECT_EQ(begin(OverloadControl::kUnderWayLeast), 0);
    EXPECT_EQ(control_.refused_share(Tier::browsing), 0);
    late_for(20s, OverloadControl::kLateMax / 10);
    EXPECT_EQ(control_.reservations_max(), OverloadControl::kUnderWayMost);
}

TEST_F(OverloadTest, AnswersAStampedeThatIsSoonOver) {
    EXPECT_EQ(begin(1'000), 0);
    control_.step();
    for (int i = 0; i < 500; ++i) control_.reservation_ended(90ms);
    control_.step();
    EXPECT_EQ(begin(1'000), 0);
    for (int i = 0; i < 1'500; ++i) control_.reservation_ended(20ms);
    control_.step();
    EXPECT_EQ(control_.reservations_max(), OverloadControl::kUnderWayMost);
}

TEST_F(OverloadTest, LetsMoreWaitAgainWhenTheStoreIsFast) {
    reserve_for(3s, 120ms);
    reserve_for(20s, 5ms);
    EXPECT_EQ(control_.reservations_max(), OverloadControl::kUnderWayMost);
    EXPECT_EQ(control_.refused_share(Tier::reserving), 0);
}

TEST_F(OverloadTest, AStoreThatIsMerelyFarAwayIsNoReason) {
    reserve_for(10s, 300ms);
    EXPECT_EQ(begin(OverloadControl::kUnderWayLeast), 0);
}

TEST_F(OverloadTest, NeverTurnsAReservationAwayWhereItIsToldNotTo) {
    OverloadControl off{0ms};
    for (int i = 0; i < 2 * OverloadControl::kUnderWayMost; ++i) EXPECT_TRUE(off.begin_reservation());
}

TEST_F(OverloadTest, AdmitsItsShare) {
    late_for(800ms, 60ms);
    const double refused = control_.refused_share(Tier::browsing);
    ASSERT_GT(refused, 0.1);
    ASSERT_LT(refused, 0.9);
    constexpr int kCalls = 1'000;
    int admitted = 0;
    for (std::uint64_t i = 0; i < kCalls; ++i) {
        admitted += control_.admits(Tier::browsing, static_cast<std::uint32_t>(i * UINT32_MAX / kCalls));
    }
    EXPECT_NEAR(admitted, (1 - refused) * kCalls, 2);
}

TEST_F(OverloadTest, PassesOverTiersThatHardlyAnythingComesOf) {
    late_for(1s, 60ms);
    ASSERT_GT(control_.refused_share(Tier::browsing), 0);
    for (int i = 0; i < 100; ++i) {
        control_.admits(Tier::reserving, 0);
        if (i < 4) control_.admits(Tier::browsing, 0);
    }
    late_for(OverloadControl::kStep, 60ms);
    EXPECT_EQ(control_.refused_share(Tier::browsing), 1);
    EXPECT_EQ(control_.refused_share(Tier::queueing), 1);
    EXPECT_GT(control_.refused_share(Tier::reserving), 0);
    EXPECT_LT(control_.refused_share(Tier::reserving), 1);
}

TEST_F(OverloadTest, LetsFewReserveWhileTooManyPay) {
    late_for(3s, OverloadControl::kLateMax / 2);
    for (int i = 0; i < OverloadControl::kUnderWayLeast; ++i) control_.checkout_began();
    EXPECT_EQ(begin(OverloadControl::kReservingLeast), 0);
    EXPECT_FALSE(control_.begin_reservation());
    for (int i = 0; i <= OverloadControl::kReservingLeast; ++i) control_.checkout_ended();
    EXPECT_TRUE(control_.begin_reservation());
}

TEST_F(OverloadTest, FindsLatenessThatComesInBursts) {
    for (int i = 0; i < 30; ++i) {
        late_for(OverloadControl::kStep, 3 * OverloadControl::kLateMax);
        late_for(OverloadControl::kStep, 0ms);
    }
    EXPECT_TRUE(control_.is_short_of_processor());
}

TEST_F(OverloadTest, ForgetsARushSoonOnceTheProcessorIdles) {
    late_for(3s, 20 * OverloadControl::kLateMax);
    EXPECT_EQ(control_.refused_share(Tier::browsing), 1);
    late_for(2500ms, 0ms);
    EXPECT_FALSE(control_.is_short_of_processor());
}

TEST_F(OverloadTest, PutsOffOnlyWhenTooManyAreRefused) {
    const Timestamp now{1'795'000'000'000ms};
    constexpr int kAtOnce = OverloadControl::kRefusalsPerSecond / 10;
    for (int i = 0; i < kAtOnce; ++i) EXPECT_EQ(control_.next_turn(now), 0ms);
    for (int i = 0; i < OverloadControl::kRefusalsPerSecond; ++i) control_.next_turn(now);
    EXPECT_NEAR(static_cast<double>(control_.next_turn(now).count()), 1'000, 2);
    EXPECT_NEAR(static_cast<double>(control_.next_turn(now + 900ms).count()), 100, 2);
    EXPECT_EQ(control_.next_turn(now + 3s), 0ms);
    for (int i = 0; i < 100'000; ++i) EXPECT_LE(control_.next_turn(now + 3s), OverloadControl::kTurnMax);
}

TEST_F(OverloadTest, IsHeardFromManyLoops) {
    std::vector<std::jthread> loops;
    for (int loop = 0; loop < 4; ++loop) {
        loops.emplace_back([this] {
            for (int i = 0; i < 1'000; ++i) {
                EXPECT_TRUE(control_.begin_reservation());
                control_.loop_was_late(400ms);
                control_.reservation_ended(1ms);
                EXPECT_TRUE(control_.admits(Tier::finishing, 0));
            }
        });
    }
    for (auto& loop : loops) loop.join();
    control_.step();
    EXPECT_GT(control_.refused_share(Tier::browsing), 0);
}

}  // namespace
}  // namespace fairgate
