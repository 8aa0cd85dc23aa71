#include "base/time.hpp"

#include <gtest/gtest.h>

namespace fairgate {
namespace {

using namespace std::chrono;

TEST(Rfc3339, WritesUtcWithMilliseconds) {
    const Timestamp at = sys_days{2026y / November / 23} + 20h + 5min + 9s + 7ms;
    EXPECT_EQ(to_rfc3339(at), "2026-11-23T20:05:09.007Z");
    EXPECT_EQ(to_rfc3339(sys_days{0y / January / 1}), "0000-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(sys_days{10'000y / January / 1} - 1ms), "9999-12-31T23:59:59.999Z");
    EXPECT_EQ(to_rfc3339(sys_days{12'345y / June / 7}), "12345-06-07T00:00:00.000Z");
}

TEST(Rfc3339, ReadsOffsetsFractionsAndBareDates) {
    const Timestamp at = sys_days{2026y / November / 23} + 20h;
    EXPECT_EQ(from_rfc3339("2026-11-23T20:00:00Z"), at);
    EXPECT_EQ(from_rfc3339("2026-11-23T21:00:00+01:00"), at);
    EXPECT_EQ(from_rfc3339("2026-11-23T15:30:00.000-04:30"), at);
    EXPECT_EQ(from_rfc3339("2026-11-23T20:00:00.123456Z"), at + 123ms);
    EXPECT_EQ(from_rfc3339("2026-11-23"), sys_days{2026y / November / 23});
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
    for (const auto* text : {"", "2026", "2026-02-30", "2026-13-01", "2026-11-23T24:00:00Z",
                             "2026-11-23T20:00Z", "2026-11-23T20:00:00", "2026-11-23T20:00:00Zx",
                             "2026-11-23T20:00:00+25:00", "-026-11-23", "2026-11-2 T20:00:00Z"}) {
        EXPECT_FALSE(from_rfc3339(text)) << text;
    }
}

}  // namespace
}  // namespace fairgate
