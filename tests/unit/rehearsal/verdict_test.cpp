#include "rehearsal/verdict.hpp"

#include <gmock/gmock.h>

namespace fairgate::rehearsal {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Answer answer(unsigned status, const char* code = "") {
    Answer made;
    made.status = status;
    made.body = std::string(R"({"code":")") + code + R"("})";
    return made;
}

/// A run in which one fan has bought one seat with a hundred calls.
class VerdictTest : public ::testing::Test {
  protected:
    VerdictTest() {
        remains_.ended_at = 12'500ms;
        remains_.figures.arrived(0ms, 0ms);
        for (int i = 0; i < 98; ++i) remains_.figures.answered(Call::map, 1s, 1'002ms, answer(200));
        remains_.figures.answered(Call::reserve, 1s, 1'010ms, answer(200));
        remains_.figures.answered(Call::pay, 2s, 2'100ms, answer(201));
        remains_.figures.sold(2'100ms, 1);
        remains_.figures.left(Ending::bought);
        HoldNote hold;
        hold.id = HoldId{1};
        hold.seats = {0};
        hold.order = OrderId{2};
        remains_.history.holds.push_back(hold);
        remains_.history.orders.push_back({OrderId{2}, HoldId{1}, {0}, {100}, {100}, {5}, {105}, ""});
        report_.sale.name = "Night of a Hundred Lamps";
        report_.sale.currency = "EUR";
        report_.sale.seats = 1;
        report_.sale.available_after = 0;
        report_.sale.held_after = 0;
    }

    const Report& judged(Goals goals = {}) {
        add_figures(report_, remains_);
        judge(report_, remains_, goals);
        return report_;
    }

    Remains remains_;
    Report report_;
};

TEST_F(VerdictTest, IsGoodWhereAllIsWell) {
    const auto& report = judged();
    EXPECT_TRUE(report.good);
    EXPECT_THAT(report.reasons, IsEmpty());
    EXPECT_THAT(report.hints, IsEmpty());
    EXPECT_EQ(report.fans, 1U);
    EXPECT_EQ(report.sale.turnover.value, 105);
    EXPECT_EQ(report.sale.sold_out_after_seconds, 2.1);
    EXPECT_EQ(report.calls.size(), 3U) << "calls that nobody made are left out";
    EXPECT_EQ(report.each_second.size(), 3U);
}

TEST_F(VerdictTest, IsBadWhenTheAuditFindsSomething) {
    report_.audit.violations = {"seat 1 was sold twice: to orders a and b"};
    EXPECT_FALSE(judged().good);
    EXPECT_THAT(report_text(report_), HasSubstr("seat 1 was sold twice"));
    EXPECT_THAT(report_text(report_), HasSubstr("NOT GOOD"));
}

TEST_F(VerdictTest, IsBadWhenTooMuchFails) {
    for (int i = 0; i < 2; ++i) remains_.figures.answered(Call::map, 1s, 1'002ms, answer(503, "busy"));
    EXPECT_THAT(judged().reasons, ElementsAre(HasSubstr("1.96 % of the calls failed")));
    EXPECT_THAT(report_text(report_), HasSubstr("503 busy"));
}

TEST_F(VerdictTest, IsGoodWhenAFullHouseRefuses) {
    for (int i = 0; i < 50; ++i) {
        remains_.figures.answered(Call::reserve, 1s, 1'002ms, answer(409, "seats_unavailable"));
    }
    EXPECT_TRUE(judged().good);
}

TEST_F(VerdictTest, IsBadWhenPayingTakesTooLong) {
    EXPECT_TRUE(judged({.p99_max = 100ms}).good);
    report_.calls.clear();
    EXPECT_THAT(judged({.p99_max = 99ms}).reasons, ElementsAre(HasSubstr("The p99 of pay was")));
}

TEST_F(VerdictTest, IsBadWhenNothingIsSold) {
    remains_.history = {};
    EXPECT_THAT(judged().reasons, ElementsAre("Nothing was sold."));
}

TEST_F(VerdictTest, AServerThatNobodyPaysMaySellNothing) {
    remains_.history = {};
    remains_.pays = false;
    EXPECT_THAT(judged().reasons, IsEmpty());
    EXPECT_THAT(report_.hints, Contains(HasSubstr("nobody paid")));
}

TEST_F(VerdictTest, SaysWhichLimitOfTheServerIsInTheWay) {
    remains_.figures.answered(Call::map, 1s, 2s, answer(429, "too_many_requests"));
    remains_.figures.answered(Call::join, 1s, 2s, answer(429, "too_fast"));
    Answer lost;
    lost.loss = Loss::no_connection;
    remains_.figures.answered(Call::map, 1s, 2s, lost);
    const auto& hints = judged().hints;
    EXPECT_THAT(hints, Contains(HasSubstr("1 calls were over")));
    EXPECT_THAT(hints, Contains(HasSubstr("--client-rate 0")));
    EXPECT_THAT(hints, Contains(HasSubstr("--join-rate 0")));
    EXPECT_THAT(hints, Contains(HasSubstr("--client-connections")));
}

TEST_F(VerdictTest, SaysWhenThePlayerCouldNotKeepUp) {
    remains_.figures.arrived(1s, 500ms);
    EXPECT_THAT(judged().hints, Contains(HasSubstr("could not play so many")));
}

TEST_F(VerdictTest, IsNotSoldOutWhileSeatsAreHeld) {
    report_.sale.held_after = 1;
    const auto& report = judged();
    EXPECT_FALSE(report.sale.sold_out_after_seconds);
    EXPECT_THAT(report_text(report), HasSubstr("not sold out: 0 seats are free and 1 held"));
}

TEST_F(VerdictTest, DoesNotSayWhatNobodySaw) {
    report_.sale.available_after.reset();
    report_.sale.held_after.reset();
    const auto& report = judged();
    EXPECT_FALSE(report.sale.sold_out_after_seconds);
    EXPECT_THAT(report_text(report),
                AllOf(HasSubstr("not known whether it is sold out"), Not(HasSubstr("free and"))));
    EXPECT_THAT(report_html(report), AllOf(HasSubstr("<b>unknown</b>"), Not(HasSubstr("not sold out"))));
    EXPECT_THAT(to_json_text(report), AllOf(Not(HasSubstr("availableAfter")), Not(HasSubstr("heldAfter"))));
}

TEST_F(VerdictTest, IsSoldOutWhateverElseTheAuditMissed) {
    report_.audit.gaps = {"the server did not say what became of 1 orders."};
    EXPECT_EQ(judged().sale.sold_out_after_seconds, 2.1);
    EXPECT_FALSE(report_.good);
}

TEST_F(VerdictTest, ASecondWithoutCallsHasNoLatency) {
    const auto& seconds = judged().each_second;
    ASSERT_EQ(seconds.size(), 3U);
    EXPECT_FALSE(seconds[0].p99_ms);
    EXPECT_GT(seconds[1].p99_ms.value_or(0), 0);
}

}  // namespace
}  // namespace fairgate::rehearsal
