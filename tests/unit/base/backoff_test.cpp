#include "base/backoff.hpp"

#include <gtest/gtest.h>

namespace fairgate {
namespace {

using namespace std::chrono_literals;

TEST(BackoffTest, DoublesUpToTheLongestWithAtMostHalfOfItRandom) {
    SeededRandom random(1);
    const Backoff backoff{100ms, 1000ms};
    for (int i = 0; i < 200; ++i) {
        EXPECT_GE(backoff.pause(1, random), 50ms);
        EXPECT_LE(backoff.pause(1, random), 100ms);
        EXPECT_GE(backoff.pause(3, random), 200ms);
        EXPECT_LE(backoff.pause(3, random), 400ms);
        EXPECT_LE(backoff.pause(1'000'000, random), 1000ms);
        EXPECT_GE(backoff.pause(1'000'000, random), 500ms);
    }
}

}  // namespace
}  // namespace fairgate
