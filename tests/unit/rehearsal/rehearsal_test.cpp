#include "rehearsal/rehearsal.hpp"

#include "unit/rehearsal/house.hpp"

#include <gmock/gmock.h>

namespace fairgate::rehearsal {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void watch_nothing(const Progress&, std::chrono::microseconds) {}

Report play(Plan plan) {
    return Rehearsal(std::move(plan)).play(watch_nothing, 10ms);
}

std::string refusal_of(Plan plan) {
    try {
        const Rehearsal unused(std::move(plan));
    } catch (const RehearsalError& error) {
        return error.what();
    }
    return {};
}

TEST(RehearsalTest, OneFanBuysTwoSeatsAndAllIsWell) {
    const FakeHouse house({});
    const auto report = play(house.plan(1));
    EXPECT_THAT(report.reasons, IsEmpty());
    EXPECT_TRUE(report.good);
    EXPECT_EQ(report.sale.orders, 1U);
    EXPECT_EQ(report.sale.seats_sold, 2U);
    EXPECT_EQ(report.sale.turnover.value, 2'000);
    EXPECT_EQ(report.audit.orders_asked_for_again, 1U);
}

TEST(RehearsalTest, AServerThatSellsTheSameSeatsToEverybodyIsCaught) {
    const FakeHouse house({});
    const auto report = play(house.plan(20));
    EXPECT_FALSE(report.good);
    EXPECT_THAT(report.audit.violations, Contains(HasSubstr("seat 0 was sold twice: to orders")));
    EXPECT_THAT(report.audit.violations, Contains(HasSubstr("seat 1 was sold twice: to orders")));
    EXPECT_THAT(report.reasons, ElementsAre(HasSubstr("The audit found")));
}

TEST(RehearsalTest, AServerThatForgetsWhatItSoldIsCaught) {
    const FakeHouse house({.sold_afterwards = 1});
    EXPECT_THAT(
        play(house.plan(1)).audit.violations,
        ElementsAre(HasSubstr("its seat 1 is not sold"), HasSubstr("0 seats were sold before, 2 to fans")));
}

TEST(RehearsalTest, AServerThatSellsToNobodyKnowsWhomIsCaught) {
    const FakeHouse house({.sold_afterwards = 5});
    EXPECT_THAT(play(house.plan(1)).audit.violations,
                ElementsAre(HasSubstr("3 seats are sold that no fan has")));
    auto plan = house.plan(1);
    plan.store_audit = [] { return std::vector<std::string>{"paid order x has no seats"}; };
    plan.others_buy = true;
    const FakeHouse another({.sold_afterwards = 5});
    plan.target = another.plan(1).target;
    EXPECT_THAT(play(plan).audit.violations, ElementsAre("store: paid order x has no seats"));
}

TEST(RehearsalTest, WhatTheServerDoesNotShowAfterwardsIsUnknown) {
    const FakeHouse house({.shows_map_once = true});
    const auto report = play(house.plan(1));
    EXPECT_FALSE(report.good);
    EXPECT_FALSE(report.sale.available_after);
    EXPECT_FALSE(report.sale.held_after);
    EXPECT_THAT(report.reasons, Contains(HasSubstr("availability: 404")));
}

TEST(RehearsalTest, AnAuditOfTheStoreThatFailsIsAGapAndNoEnd) {
    const FakeHouse house({});
    auto plan = house.plan(1);
    plan.store_audit = []() -> std::vector<std::string> { throw std::runtime_error("no such folder"); };
    const auto report = play(plan);
    EXPECT_FALSE(report.good);
    EXPECT_FALSE(report.audit.store_checked);
    EXPECT_THAT(report.reasons,
                ElementsAre("The audit is not complete: the server's store was not audited: no such folder"));
    EXPECT_EQ(report.sale.orders, 1U) << "what was learned before is said";
}

TEST(RehearsalTest, ASlowServerDoesNotSlowTheFans) {
    const FakeHouse house({.answers_after = 400ms});
    const auto report = play(house.plan(100));
    EXPECT_EQ(report.fans, 100U) << "every planned fan came";
    std::uint32_t first_second = 0;
    if (!report.each_second.empty()) first_second = report.each_second.front().arrivals;
    EXPECT_EQ(first_second, 100U);
    ASSERT_FALSE(report.calls.empty());
    EXPECT_GE(report.calls.front().p50_ms, 400) << "what a fan waits for counts";
}

TEST(RehearsalTest, CallsThatWaitForAConnectionCountThatToo) {
    const FakeHouse house({.answers_after = 100ms});
    auto plan = house.plan(20);
    plan.connections_max = 1;
    plan.lasts_at_most = 5s;
    const auto report = play(plan);
    EXPECT_GT(report.player.waits_for_a_connection, 5U);
    EXPECT_LE(report.player.connections, 1U) << "it is passed from fan to fan";
    ASSERT_FALSE(report.calls.empty());
    EXPECT_GT(report.calls.front().max_ms, 400);
    EXPECT_THAT(report.hints, Contains(HasSubstr("--connections")));
}

TEST(RehearsalTest, ARunEndsWhenItsTimeIsOver) {
    const FakeHouse house({});
    auto plan = house.plan(10);
    plan.manners.think_median = 1h;
    plan.lasts_at_most = 4s;
    const auto report = play(plan);
    EXPECT_LT(report.seconds, 60);
    EXPECT_THAT(report.endings, ElementsAre(testing::Field(&EndingReport::ending, "run_over")));
    EXPECT_THAT(report.hints, Contains(HasSubstr("see --for")));
}

TEST(RehearsalTest, ARunIsEndedEarlyOnRequest) {
    const FakeHouse house({});
    auto plan = house.plan(10);
    plan.manners.think_median = 1h;
    plan.lasts_at_most = 1h;
    Rehearsal rehearsal(plan);
    const auto report = rehearsal.play(
        [&](const Progress& progress, std::chrono::microseconds) {
            if (progress.arrived == 10) rehearsal.stop();
        },
        10ms);
    EXPECT_LT(report.seconds, 60);
    EXPECT_THAT(report.endings, ElementsAre(testing::Field(&EndingReport::ending, "run_over")));
}

TEST(RehearsalTest, LimitsOfTheServerAreNamed) {
    const FakeHouse house({.reserve_status = 429});
    auto plan = house.plan(3);
    plan.lasts_at_most = 5s;
    const auto report = play(plan);
    EXPECT_FALSE(report.good);
    EXPECT_THAT(report.hints, Contains(HasSubstr("--client-rate 0")));
}

TEST(RehearsalTest, ASeedThatIsPlayedAgainMakesNewPurchases) {
    const FakeHouse house({});
    play(house.plan(1));
    EXPECT_EQ(house.purchases(), 1U);
    play(house.plan(1));
    EXPECT_EQ(house.purchases(), 2U);
}

TEST(RehearsalTest, TwoThreadsPlayAllFansToo) {
    const FakeHouse house({});
    auto plan = house.plan(31);
    plan.threads = 2;
    const auto report = play(plan);
    EXPECT_EQ(report.fans, 31U);
    EXPECT_GT(report.sale.orders, 15U) << "few give seats back because there are not enough for all friends";
}

TEST(RehearsalTest, WithoutTestPaymentsNobodyPays) {
    const FakeHouse house({.test_payments = false, .sold_afterwards = 0});
    const auto report = play(house.plan(1));
    EXPECT_TRUE(report.good);
    EXPECT_EQ(report.sale.orders, 0U);
    EXPECT_GT(report.sale.reservations, 0U);
}

TEST(RehearsalTest, WhatIsNotThereIsSaid) {
    Plan plan;
    plan.target = {"127.0.0.1", "1"};
    plan.arrivals = even_arrivals(1, 1s);
    EXPECT_THAT(refusal_of(plan), HasSubstr("Is the server running?"));
}

TEST(RehearsalTest, AnEventThatNobodyCanBuyIsRefused) {
    const FakeHouse cancelled({.status = api::EventStatus::cancelled});
    EXPECT_THAT(refusal_of(cancelled.plan(1)), HasSubstr("'A <show> & more' is cancelled"));
    const FakeHouse over({.status = api::EventStatus::completed});
    EXPECT_THAT(refusal_of(over.plan(1)), HasSubstr("is over"));
    const FakeHouse paused({.status = api::EventStatus::paused});
    EXPECT_THAT(refusal_of(paused.plan(1)), HasSubstr("is paused"));
}

TEST(RehearsalTest, AnEventThatOpensTooLateIsRefused) {
    const FakeHouse house({.status = api::EventStatus::upcoming, .opens_in = 26h});
    EXPECT_THAT(refusal_of(house.plan(1)),
                AllOf(HasSubstr("in 1 day 2 h"), HasSubstr("after 20 s"), HasSubstr("--for")));
}

TEST(RehearsalTest, AnEventThatOpensLaterIsWaitedForAndSaidSo) {
    const FakeHouse house({.status = api::EventStatus::upcoming, .opens_in = 20min});
    auto plan = house.plan(3);
    plan.lasts_at_most = 1h;
    Rehearsal rehearsal(plan);
    EXPECT_THAT(rehearsal.announcement(), AllOf(HasSubstr("opens at 20"), HasSubstr("in 20 min")));
    std::chrono::microseconds opens_at{0};
    const auto report = rehearsal.play(
        [&](const Progress& progress, std::chrono::microseconds) {
            opens_at = progress.opens_at;
            if (progress.arrived == 3) rehearsal.stop();
        },
        10ms);
    EXPECT_GT(opens_at, 10min);
    EXPECT_EQ(report.sale.reservations, 0U);
}

TEST(RehearsalTest, AnEventOnSaleIsNotWaitedForWhateverItsDate) {
    const FakeHouse house({.status = api::EventStatus::on_sale, .opens_in = 26h});
    const auto report = play(house.plan(1));
    EXPECT_EQ(report.sale.orders, 1U);
}

TEST(RehearsalTest, ASaleThatWasClosedMeanwhileIsNamed) {
    const FakeHouse house({.status_afterwards = api::EventStatus::cancelled});
    EXPECT_THAT(play(house.plan(1)).hints, Contains(HasSubstr("the event was cancelled")));
}

TEST(RehearsalTest, ARoomThatAsksTooMuchOfFansIsNamed) {
    const FakeHouse costly({.has_room = true, .work_bits = 18});
    EXPECT_THAT(refusal_of(costly.plan(1)), HasSubstr("18 bits of computing"));
    const FakeHouse exclusive({.has_room = true, .accounts_only = true});
    EXPECT_THAT(refusal_of(exclusive.plan(1)), HasSubstr("for accounts alone"));
    const FakeHouse open({.has_room = true});
    EXPECT_THAT(play(open.plan(1)).reasons, IsEmpty());
}

TEST(RehearsalTest, ALimitOfOpenFilesIsSaid) {
    const FakeHouse house({});
    auto plan = house.plan(1);
    plan.connections_max = std::size_t{1} << 40;
    std::string said;
    try {
        Rehearsal(plan).play(watch_nothing, 10ms);
    } catch (const RehearsalError& error) {
        said = error.what();
    }
    EXPECT_THAT(said, HasSubstr("ulimit -n"));
}

}  // namespace
}  // namespace fairgate::rehearsal
