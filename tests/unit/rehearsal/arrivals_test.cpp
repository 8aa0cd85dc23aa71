#include "rehearsal/arrivals.hpp"

#include <gmock/gmock.h>

namespace fairgate::rehearsal {
namespace {

using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;

using Counts = std::vector<std::uint32_t>;

Counts counts(std::string_view csv) {
    const auto curve = parse_arrivals(csv);
    EXPECT_TRUE(curve) << curve.error().line << " " << curve.error().reason;
    return curve ? curve->per_second : Counts{};
}

void expect_refusal(std::string_view csv, std::size_t line, const std::string& reason) {
    const auto curve = parse_arrivals(csv);
    ASSERT_FALSE(curve) << csv;
    EXPECT_EQ(curve.error().line, line) << csv;
    EXPECT_THAT(curve.error().reason, HasSubstr(reason)) << csv;
}

TEST(Arrivals, AreReadAsOneCountASecond) {
    EXPECT_THAT(counts("3\n0\n5\n"), ElementsAre(3, 0, 5));
    EXPECT_THAT(counts("fans\r\n3\r\n5"), ElementsAre(3, 5));
}

TEST(Arrivals, AreReadWithTheTimeOfDay) {
    EXPECT_THAT(counts("time_utc,reserved_tickets\n20:00:03,7\n20:00:04,18\n"), ElementsAre(7, 18));
}

TEST(Arrivals, ASecondThatIsNotThereHasNobody) {
    EXPECT_THAT(counts("19:59:59,1\n20:00:02,4\n"), ElementsAre(1, 0, 0, 4));
    EXPECT_THAT(counts("100, 1\n102, 4\n"), ElementsAre(1, 0, 4));
}

TEST(Arrivals, GoOnOverMidnight) {
    EXPECT_THAT(counts("23:59:59,3\n00:00:00,4\n00:00:02,5\n"), ElementsAre(3, 4, 0, 5));
    expect_refusal("23:59:59,3\n00:00:01,4\n00:00:00,5\n", 3, "not later");
    expect_refusal("12:00:00,1\n23:59:59,1\n06:00:00,1\n12:00:00,1\n", 4, "more than a day");
    expect_refusal("86399,3\n0,4\n", 2, "not later");
}

TEST(Arrivals, AByteOrderMarkIsSkipped) {
    EXPECT_THAT(counts("\xEF\xBB\xBF"
                       "3\n5\n"),
                ElementsAre(3, 5));
    EXPECT_THAT(counts("\xEF\xBB\xBF"
                       "20:00:03,7\n20:00:04,18\n"),
                ElementsAre(7, 18));
    EXPECT_THAT(counts("\xEF\xBB\xBF"
                       "time,fans\n20:00:03,7\n"),
                ElementsAre(7));
    expect_refusal(
        "3\n\xEF\xBB\xBF"
        "5\n",
        2, "whole number");
}

TEST(Arrivals, BadLinesAreRefusedByNumber) {
    expect_refusal("time,fans\n20:00:01,many\n", 2, "whole number");
    expect_refusal("1\n-2\n", 2, "whole number");
    expect_refusal("1\n2.5\n", 2, "whole number");
    expect_refusal("20:00,5\n", 1, "wants a time");
    expect_refusal("25:00:00,5\n", 1, "wants a time");
    expect_refusal("20:00:02,5\n20:00:02,5\n", 2, "not later");
    expect_refusal("20:00:02,5\n20:00:01,5\n", 2, "not later");
    expect_refusal("0,5\n86400,5\n", 2, "more than a day");
    expect_refusal("18446744073709551615,1\n", 1, "wants a time");
    expect_refusal("4999999\n2\n", 2, "more than 5000000 fans");
    expect_refusal("18446744073709551615\n1\n", 1, "more than 5000000 fans");
    expect_refusal("1\n99999999999999999999\n", 2, "whole number");
}

TEST(Arrivals, AFileWithoutFansIsRefused) {
    expect_refusal("", 0, "no fans");
    expect_refusal("fans\n0\n0\n", 0, "no fans");
    expect_refusal("only words\nand more\n", 2, "whole number");
}

TEST(Arrivals, EvenOnesAddUp) {
    EXPECT_THAT(even_arrivals(10, std::chrono::seconds{4}).per_second, ElementsAre(2, 3, 2, 3));
    EXPECT_THAT(even_arrivals(1, std::chrono::seconds{3}).per_second, ElementsAre(0, 0, 1));
}

TEST(Arrivals, AScaledCurveHasItsTotalToTheFan) {
    const ArrivalCurve curve{{1, 1, 1, 1}};
    EXPECT_EQ(scaled(curve, 2.5).fans(), 10U);
    EXPECT_EQ(scaled(curve, 0.5).fans(), 2U);
    EXPECT_THAT(scaled(curve, 3).per_second, ElementsAre(3, 3, 3, 3));
}

TEST(Arrivals, MomentsLieInTheirSecondsInOrderAndRepeatWithTheSeed) {
    const ArrivalCurve curve{{50, 0, 30}};
    const auto moments = arrival_moments(curve, 7);
    ASSERT_EQ(moments.size(), 80U);
    EXPECT_TRUE(std::ranges::is_sorted(moments));
    EXPECT_LT(moments[49], std::chrono::seconds{1});
    EXPECT_GE(moments[50], std::chrono::seconds{2});
    EXPECT_LT(moments[79], std::chrono::seconds{3});
    EXPECT_EQ(arrival_moments(curve, 7), moments);
    EXPECT_NE(arrival_moments(curve, 8), moments);
}

}  // namespace
}  // namespace fairgate::rehearsal
