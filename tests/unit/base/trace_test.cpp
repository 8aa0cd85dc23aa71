#include "base/trace.hpp"

#include <gtest/gtest.h>

namespace fairgate {
namespace {

constexpr const char* kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr const char* kParent = "00f067aa0ba902b7";

std::string traceparent(const std::string& version, const std::string& trace, const std::string& parent,
                        const std::string& rest) {
    return version + '-' + trace + '-' + parent + '-' + rest;
}

TEST(Traceparent, NamesTheTrace) {
    EXPECT_EQ(trace_of_traceparent(traceparent("00", kTrace, kParent, "01")), kTrace);
    EXPECT_EQ(trace_of_traceparent(traceparent("00", kTrace, kParent, "00")), kTrace);
}

TEST(Traceparent, MayBeOfAVersionToCome) {
    EXPECT_EQ(trace_of_traceparent(traceparent("cc", kTrace, kParent, "01")), kTrace);
    EXPECT_EQ(trace_of_traceparent(traceparent("cc", kTrace, kParent, "01-what the future brings")), kTrace);
    EXPECT_FALSE(trace_of_traceparent(traceparent("cc", kTrace, kParent, "01.what")));
    EXPECT_FALSE(trace_of_traceparent(traceparent("ff", kTrace, kParent, "01")));
}

TEST(Traceparent, IsIgnoredWhenItIsNotExactlyAsItMustBe) {
    const std::string zeros(32, '0');
    const std::string upper = "4BF92F3577B34DA6A3CE929D0E0E4736";
    for (const auto& bad : {
             std::string(),
             std::string("00"),
             std::string(kTrace),
             traceparent("00", kTrace, kParent, "1"),
             traceparent("00", kTrace, kParent, "01-more"),
             traceparent("00", kTrace, kParent, "0g"),
             traceparent("0x", kTrace, kParent, "01"),
             traceparent("00", zeros, kParent, "01"),
             traceparent("00", upper, kParent, "01"),
             traceparent("00", kTrace, std::string(16, '0'), "01"),
             traceparent("00", kTrace, "00f067aa0ba902bX", "01"),
             traceparent("00", std::string(kTrace) + "0", "0f067aa0ba902b7", "01"),
             traceparent("00", std::string(31, '1') + "\"", kParent, "01"),
             traceparent(" 0", kTrace, kParent, "01"),
         }) {
        EXPECT_FALSE(trace_of_traceparent(bad)) << bad;
    }
}

TEST(Trace, IsTextThatMayStandInALogLine) {
    EXPECT_TRUE(is_trace("a-B_9"));
    EXPECT_TRUE(is_trace(std::string(kTraceLengthMax, 'x')));
    EXPECT_FALSE(is_trace(std::string(kTraceLengthMax + 1, 'x')));
    for (const char* bad : {"", "a b", "a\"", "a\n", "ä", "a;b", "a/b"}) EXPECT_FALSE(is_trace(bad)) << bad;
}

TEST(Trace, IsMadeInTheFormOfTheRecommendation) {
    SeededRandom random(1);
    const auto made = new_trace(random);
    EXPECT_TRUE(is_trace(made));
    EXPECT_NE(made, new_trace(random));
    EXPECT_EQ(trace_of_traceparent(traceparent("00", made, kParent, "01")), made);
}

TEST(Trace, IsNotedOnlyWhereThereIsOne) {
    EXPECT_EQ(trace_note("abc"), " (trace abc)");
    EXPECT_EQ(trace_note(""), "");
}

}  // namespace
}  // namespace fairgate
