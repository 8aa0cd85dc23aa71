#include "rehearsal/rehearsal.hpp"

#include "unit/rehearsal/house.hpp"

#include <gmock/gmock.h>

namespace fairgate::rehearsal {
namespace {

using namespace std::chrono_literals;
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

TEST(RehearsalTest, ASlowServerDoesNotSlowTheFans) {
    const FakeHouse house({.answers_after = 400ms});
    auto plan = house.plan(100);
    plan.lasts_at_most = 1'500ms;
    const auto report = play(plan);
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
    plan.lasts_at_most = 1'500ms;
    const auto report = play(plan);
    EXPECT_GT(report.player.waits_for_a_connection, 5U);
    EXPECT_LE(report.player.connections, 1U) << "it is passed from fan to fan";
    EXPECT_GT(report.calls.front().max_ms, 400);
    EXPECT_THAT(report.hints, Contains(HasSubstr("--connections")));
}

TEST(RehearsalTest, ARunEndsWhenItsTimeIsOver) {
    const FakeHouse house({});
    auto plan = house.plan(10);
    plan.manners.think_median = 1h;
    plan.lasts_at_most = 1'200ms;
    const auto report = play(plan);
    EXPECT_LT(report.seconds, 5);
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
        [&](const Progress&, std::chrono::microseconds now) {
            if (now > 500ms) rehearsal.stop();
        },
        10ms);
    EXPECT_LT(report.seconds, 20);
    EXPECT_THAT(report.endings, ElementsAre(testing::Field(&EndingReport::ending, "run_over")));
}

TEST(RehearsalTest, LimitsOfTheServerAreNamed) {
    const FakeHouse house({.reserve_status = 429});
    auto plan = house.plan(3);
    plan.lasts_at_most = 2s;
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
