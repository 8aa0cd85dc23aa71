#include "rehearsal/report.hpp"

#include "rehearsal/chart.hpp"
#include "rehearsal/time_steps.hpp"
#include "rehearsal/words.hpp"

#include <gmock/gmock.h>

namespace fairgate::rehearsal {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

Report report() {
    Report made;
    made.good = true;
    made.target = "127.0.0.1:8080";
    made.sale.name = "Cats & <b>Dogs</b>";
    made.sale.currency = "EUR";
    made.sale.seats = 1'200;
    made.sale.seats_sold = 1'100;
    made.calls = {{"best_available", 10, 8, 1, 1, 1.5, 3, 12, 40, 41}};
    made.kinds = {{"pay", "503 unavailable", true, 1, R"({"error":"<script>alert(1)</script>"})"}};
    made.endings = {{"changed_mind", 3}};
    made.each_second = {{100, 7, 20, 40, 300, 10, 1, 1.5, 8}, {50, 0, 10, 20, 100, 0, 0, 1, 4}};
    return made;
}

/// Every tag that is opened is closed, in order.
void expect_balanced(const std::string& html) {
    std::vector<std::string> open;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
        const auto end = html.find('>', at);
        ASSERT_NE(end, std::string::npos);
        const std::string tag = html.substr(at + 1, end - at - 1);
        const std::string name = tag.substr(0, tag.find_first_of(" \n/", 1));
        if (name == "!doctype" || name == "meta" || name == "br" || tag.ends_with('/')) continue;
        if (!tag.starts_with('/')) {
            open.push_back(name);
            continue;
        }
        ASSERT_FALSE(open.empty()) << tag;
        ASSERT_EQ("/" + open.back(), tag);
        open.pop_back();
    }
    EXPECT_TRUE(open.empty());
}

TEST(ReportHtml, IsOneWellFormedFileThatNeedsNoOther) {
    const auto html = report_html(report());
    EXPECT_THAT(html,
                AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<link")), Not(HasSubstr("url(")),
                      Not(HasSubstr("http://")), Not(HasSubstr("https://")), Not(HasSubstr("@import"))));
    EXPECT_THAT(html, AllOf(HasSubstr("prefers-color-scheme: dark"), HasSubstr("width=device-width")));
    expect_balanced(html.substr(0, html.find("<style>")) + html.substr(html.find("</style>") + 8));
}

TEST(ReportHtml, TakesNoTextForMarkup) {
    const auto html = report_html(report());
    EXPECT_THAT(html, HasSubstr("Cats &amp; &lt;b&gt;Dogs&lt;/b&gt;"));
    EXPECT_THAT(html, Not(HasSubstr("<b>Dogs")));
    EXPECT_EQ(escaped("'\"<>&"), "&#39;&quot;&lt;&gt;&amp;");
}

TEST(ReportHtml, DrawsTheWaitingRoomOnlyWhereSomebodyWaited) {
    EXPECT_THAT(report_html(report()), HasSubstr("Waiting room"));
    auto without = report();
    without.each_second.front().waiting = 0;
    EXPECT_THAT(report_html(without), Not(HasSubstr("Waiting room")));
}

TEST(ReportHtml, SaysWhatARefusalMeans) {
    auto made = report();
    made.kinds = {{"pay", "402 payment_declined", false, 3, ""},
                  {"pay", "410 reservation_expired", false, 2, ""},
                  {"reserve", "409 seats_unavailable", false, 1, ""},
                  {"reserve", "409 event_not_on_sale", false, 1, ""}};
    const auto html = report_html(made);
    const auto row = [](const char* kind, const char* meaning) {
        return HasSubstr(std::string("<td>") + kind + "</td><td class=\"\">" + meaning + "</td>");
    };
    EXPECT_THAT(html, row("402 payment_declined", "a declined card"));
    EXPECT_THAT(html, row("410 reservation_expired", "too late"));
    EXPECT_THAT(html, row("409 seats_unavailable", "a full house"));
    EXPECT_THAT(html, row("409 event_not_on_sale", "no sale"));
}

TEST(ReportText, HasNoLatencyWhereNobodyCalled) {
    auto made = report();
    made.each_second = {{1, 0, 0, 0, 1, 0, 0, 1, 8}, {}};
    EXPECT_THAT(report_text(made), ::testing::ContainsRegex("1-2 s .* -\n"));
}

TEST(ReportHtml, OfARunInWhichNothingHappenedIsAPageToo) {
    const auto html = report_html({});
    EXPECT_THAT(html, AllOf(HasSubstr("Not good"), Not(HasSubstr("nan")), Not(HasSubstr("inf"))));
}

TEST(ReportJson, HasEveryFigureByItsName) {
    const auto document = parse_json(to_json_text(report()));
    ASSERT_TRUE(document);
    EXPECT_EQ(document->at("calls").at(0).at("p999Ms").as_double(), 40);
    EXPECT_EQ(document->at("eachSecond").at(0).at("seatsSold").as_int64(), 40);
    EXPECT_FALSE(document->at("sale").as_object().contains("soldOutAfterSeconds"));
}

TEST(ReportText, NamesCallsAndEndingsForPeople) {
    const auto text = report_text(report());
    EXPECT_THAT(text, AllOf(HasSubstr("best available"), HasSubstr("changed mind"),
                            HasSubstr("503 unavailable"), HasSubstr("1,100 of 1,200 seats sold")));
}

TEST(ChartTest, AxesEndInRoundStepsAboveTheHighestPoint) {
    for (const double max : {0.003, 0.7, 1.0, 9.9, 10.0, 134.0, 99'999.0}) {
        EXPECT_GE(axis_end(max), max);
        EXPECT_LE(axis_end(max), max * 2.5 + 1e-9) << max;
    }
    EXPECT_EQ(axis_end(0), 4);
    EXPECT_EQ(axis_end(134), 200);
}

TEST(ChartTest, PointsStayInsideTheDrawing) {
    const auto svg = draw(TimeChart{"Goodput", "a second", 10, {{"sold", {0, 5, 134, 133.9}}}});
    const auto begin = svg.find("points=\"") + 8;
    std::istringstream points(svg.substr(begin, svg.find('"', begin) - begin));
    int count = 0;
    char comma = 0;
    for (double x = 0, y = 0; points >> x >> comma >> y; ++count) {
        EXPECT_TRUE(x >= 0 && x <= 440 && y >= 0 && y <= 230) << x << " " << y;
    }
    EXPECT_EQ(count, 4);
}

TEST(ChartTest, LinesHaveGapsWhereThereIsNothingToDraw) {
    const auto svg = draw(TimeChart{"Latency", "ms", 6, {{"p99", {4, 2, {}, 3, {}, {}}}}});
    EXPECT_THAT(svg, HasSubstr("points=\"83.3,"));
    std::size_t lines = 0;
    for (auto at = svg.find("<polyline"); at != std::string::npos; at = svg.find("<polyline", at + 1))
        ++lines;
    EXPECT_EQ(lines, 2U);
    EXPECT_THAT(svg, HasSubstr("271.3,61.5 271.3,61.5 ")) << "one point alone is a dot";
}

TEST(TimeSteps, KeepSumsAndWorstLatencies) {
    std::vector<SecondReport> seconds(25);
    for (auto& second : seconds) second.seats_sold = 4;
    seconds[3].p99_ms = 80;
    const auto steps = time_steps(seconds, 10);
    ASSERT_EQ(steps.size(), 9U) << "of three seconds, the last of one";
    EXPECT_THAT(steps, Each(testing::Field(&TimeStep::seats_sold, testing::DoubleNear(4, 1e-9))));
    EXPECT_EQ(steps[1].p99_ms, 80);
    EXPECT_FALSE(steps[2].p99_ms) << "nobody called";
    EXPECT_EQ(steps.back().seconds, 1U);
    EXPECT_TRUE(time_steps({}, 10).empty());
}

TEST(Words, AreShortAndExact) {
    EXPECT_EQ(with_commas(0), "0");
    EXPECT_EQ(with_commas(999), "999");
    EXPECT_EQ(with_commas(1'234'567), "1,234,567");
    EXPECT_EQ(in_milliseconds(0.423), "0.42");
    EXPECT_EQ(in_milliseconds(12.34), "12.3");
    EXPECT_EQ(in_milliseconds(1'234.4), "1,234");
    EXPECT_EQ(in_currency({123'405}, "EUR"), "1,234.05 EUR");
    EXPECT_EQ(in_time(std::chrono::milliseconds{1}), "1 s");
    EXPECT_EQ(in_time(std::chrono::seconds{60}), "1 min");
    EXPECT_EQ(in_time(std::chrono::seconds{3'725}), "1 h 2 min");
    EXPECT_EQ(in_time(std::chrono::hours{50}), "2 days 2 h");
}

}  // namespace
}  // namespace fairgate::rehearsal
