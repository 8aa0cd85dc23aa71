#include "rehearsal/figures.hpp"

#include "rehearsal/dice.hpp"
#include "rehearsal/duration.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace fairgate::rehearsal {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

Answer answer(unsigned status, std::string body = "{}") {
    Answer made;
    made.status = status;
    made.body = std::move(body);
    return made;
}

TEST(HistogramTest, IsExactWhereNumbersAreSmall) {
    Histogram histogram;
    for (int i = 1; i <= 100; ++i) histogram.add(microseconds{i});
    EXPECT_EQ(histogram.at(0.5), 50us);
    EXPECT_EQ(histogram.at(0.99), 99us);
    EXPECT_EQ(histogram.at(1), 100us);
    EXPECT_EQ(histogram.max(), 100us);
}

TEST(HistogramTest, IsNeverTooLowAndLessThanOnePercentTooHigh) {
    Dice dice(11, 0);
    Histogram histogram;
    std::vector<std::int64_t> all;
    for (int i = 0; i < 20'000; ++i) {
        all.push_back(static_cast<std::int64_t>(std::exp(dice.share() * 20)));
        histogram.add(microseconds{all.back()});
    }
    std::ranges::sort(all);
    for (const double share : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
        const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(all.size())));
        const auto exact = all[std::max<std::size_t>(rank, 1) - 1];
        EXPECT_GE(histogram.at(share).count(), exact) << share;
        EXPECT_LE(static_cast<double>(histogram.at(share).count()), static_cast<double>(exact) * 1.008)
            << share;
    }
}

TEST(HistogramTest, OfTwoThreadsIsThatOfAll) {
    Histogram ann, bob, both;
    for (int i = 0; i < 1'000; ++i) {
        (i % 3 == 0 ? ann : bob).add(microseconds{i * i});
        both.add(microseconds{i * i});
    }
    ann.merge(bob);
    EXPECT_EQ(ann.count(), both.count());
    EXPECT_EQ(ann.max(), both.max());
    for (const double share : {0.01, 0.5, 0.99}) EXPECT_EQ(ann.at(share), both.at(share));
}

TEST(HistogramTest, SurvivesWhatCannotBe) {
    Histogram histogram;
    EXPECT_EQ(histogram.at(0.5), 0us);
    histogram.add(-5us);
    EXPECT_EQ(histogram.at(1), 0us);
    histogram.add(microseconds::max());
    EXPECT_EQ(histogram.count(), 2U);
    EXPECT_GT(histogram.at(1), std::chrono::days{7});
}

TEST(FiguresTest, TellAFullHouseFromTrouble) {
    EXPECT_EQ(meaning_of(answer(201)), Meaning::succeeded);
    for (const unsigned status : {402U, 403U, 404U, 409U, 410U}) {
        EXPECT_EQ(meaning_of(answer(status)), Meaning::refused) << status;
    }
    for (const unsigned status : {0U, 400U, 422U, 429U, 500U, 503U}) {
        EXPECT_EQ(meaning_of(answer(status)), Meaning::failed) << status;
    }
    EXPECT_EQ(kind_of(answer(409, R"({"success":false,"error":"x","code":"seats_unavailable"})")),
              "409 seats_unavailable");
    EXPECT_EQ(kind_of(answer(502, "<html>")), "502");
    Answer lost;
    lost.loss = Loss::timed_out;
    EXPECT_EQ(kind_of(lost), "timed out");
}

TEST(FiguresTest, CountLatencyFromTheMomentThatWasPlanned) {
    Figures figures;
    figures.answered(Call::pay, 1'900ms, 2'400ms, answer(201));
    const auto& pay = figures.by_call[static_cast<std::size_t>(Call::pay)];
    EXPECT_EQ(pay.latency.max(), 500ms);
    ASSERT_EQ(figures.seconds.size(), 3U) << "an answer counts for the second in which it came";
    EXPECT_EQ(figures.seconds[2].answers[static_cast<std::size_t>(Meaning::succeeded)], 1U);
}

TEST(FiguresTest, OfTwoThreadsAddUp) {
    Figures ann, bob;
    ann.answered(Call::map, 0ms, 1ms, answer(200));
    ann.sold(1s, 2);
    ann.nothing_free(5s);
    bob.answered(Call::map, 0ms, 3ms, answer(503));
    bob.sold(3s, 4);
    bob.nothing_free(4s);
    bob.left(Ending::bought);
    ann.merge(bob);
    EXPECT_EQ(ann.calls(), 2U);
    EXPECT_EQ(ann.total(Meaning::failed), 1U);
    EXPECT_EQ(ann.nothing_free_at, 4s);
    EXPECT_EQ(ann.last_sale_at, 3s);
    ASSERT_EQ(ann.seconds.size(), 4U);
    EXPECT_EQ(ann.seconds[1].seats_sold, 2U);
    EXPECT_EQ(ann.seconds[3].seats_sold, 4U);
    EXPECT_EQ(ann.endings[static_cast<std::size_t>(Ending::bought)], 1U);
}

TEST(FiguresTest, KeepABoundedNumberOfKinds) {
    Figures figures;
    for (int i = 0; i < 1'000; ++i) {
        figures.answered(Call::map, 0ms, 1ms, answer(500, R"({"code":"c)" + std::to_string(i) + R"("})"));
    }
    EXPECT_LE(figures.kinds.size(), 201U);
    EXPECT_EQ(figures.kinds.at({Call::map, "others"}).count, 800U);
}

TEST(DurationTest, HasUnitsAndBounds) {
    EXPECT_EQ(parse_duration("90"), 90s);
    EXPECT_EQ(parse_duration("90s"), 90s);
    EXPECT_EQ(parse_duration("1.5m"), 90s);
    EXPECT_EQ(parse_duration("2h"), 2h);
    EXPECT_EQ(parse_duration("250ms"), 250ms);
    EXPECT_EQ(parse_duration("0"), 0s);
    for (const char* bad : {"", "s", "-1s", "1d", "1 s", "nan", "inf", "9999h", "1e3", "5ss"}) {
        EXPECT_FALSE(parse_duration(bad)) << bad;
    }
}

TEST(DiceTest, GiveAFanTheSameWishesWithTheSameSeed) {
    Dice ann(1, 5), ann_again(1, 5), bob(1, 6), other_run(2, 5);
    const auto first = ann.next();
    EXPECT_EQ(ann_again.next(), first);
    EXPECT_NE(bob.next(), first);
    EXPECT_NE(other_run.next(), first);
}

TEST(DiceTest, HalfOfThePeopleTakeLessThanTheMedian) {
    Dice dice(3, 0);
    constexpr int kPeople = 10'000;
    int faster = 0;
    for (int i = 0; i < kPeople; ++i) faster += dice.human_time(4s) < 4s ? 1 : 0;
    EXPECT_NEAR(faster, kPeople / 2, 200);
    EXPECT_EQ(dice.human_time(0s), 0us);
}

}  // namespace
}  // namespace fairgate::rehearsal
