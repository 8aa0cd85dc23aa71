#include "checkout/circuit_breaker.hpp"

#include "base/manual_clock.hpp"

#include <gtest/gtest.h>

namespace fairgate {
namespace {

using State = CircuitBreaker::State;
using std::chrono::seconds;

class CircuitBreakerTest : public ::testing::Test {
  protected:
    void fail() {
        auto permit = breaker_.acquire();
        ASSERT_TRUE(permit);
        permit->failed();
    }
    void succeed() {
        auto permit = breaker_.acquire();
        ASSERT_TRUE(permit);
        permit->succeeded();
    }
    void open() {
        for (int i = 0; i < 3; ++i) fail();
        ASSERT_EQ(breaker_.state(), State::open);
    }

    ManualClock clock_{Timestamp{}};
    CircuitBreaker breaker_{clock_, {.failures_max = 3, .open_for = seconds{30}}};
};

TEST_F(CircuitBreakerTest, OpensAfterFailuresInARow) {
    fail();
    fail();
    succeed();
    fail();
    fail();
    EXPECT_EQ(breaker_.state(), State::closed);
    fail();
    EXPECT_EQ(breaker_.state(), State::open);
    EXPECT_FALSE(breaker_.acquire());
    EXPECT_EQ(breaker_.retry_after(), seconds{30});
}

TEST_F(CircuitBreakerTest, LetsOneProbeThroughWhenHalfOpen) {
    open();
    clock_.advance(seconds{30});
    EXPECT_EQ(breaker_.state(), State::half_open);
    auto probe = breaker_.acquire();
    ASSERT_TRUE(probe);
    EXPECT_FALSE(breaker_.acquire()) << "a second probe";
    probe->succeeded();
    EXPECT_EQ(breaker_.state(), State::closed);
    EXPECT_TRUE(breaker_.acquire());
}

TEST_F(CircuitBreakerTest, LetsAProbeThroughWhenTheClockWasSetBack) {
    open();
    clock_.advance(-std::chrono::hours{1});
    EXPECT_EQ(breaker_.state(), State::half_open);
    EXPECT_EQ(breaker_.retry_after(), seconds{0});
    EXPECT_TRUE(breaker_.acquire());
}

TEST_F(CircuitBreakerTest, OpensAnewWhenTheProbeFails) {
    open();
    clock_.advance(seconds{30});
    fail();
    EXPECT_EQ(breaker_.state(), State::open);
    EXPECT_EQ(breaker_.retry_after(), seconds{30});
}

TEST_F(CircuitBreakerTest, GivesTheProbeBackWhenItsCallWasNeverMade) {
    open();
    clock_.advance(seconds{30});
    {
        const auto dropped = breaker_.acquire();
    }
    EXPECT_TRUE(breaker_.acquire());
}

TEST_F(CircuitBreakerTest, IgnoresVerdictsFromBeforeItOpened) {
    auto late = breaker_.acquire();
    open();
    late->succeeded();
    EXPECT_EQ(breaker_.state(), State::open);
}

}  // namespace
}  // namespace fairgate
