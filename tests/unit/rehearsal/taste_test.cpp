#include "rehearsal/taste.hpp"

#include "base/encoding.hpp"
#include "rehearsal/gunzip.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace fairgate::rehearsal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A digit a seat: 0 available, 1 held, 2 sold.
Answer map_of(const std::string& statuses) {
    Bytes packed((statuses.size() + 3) / 4);
    for (std::size_t i = 0; i < statuses.size(); ++i) {
        packed[i / 4] |= static_cast<std::uint8_t>((statuses[i] - '0') << (2 * (i % 4)));
    }
    Answer answer;
    answer.status = 200;
    answer.body = fmt::format(
        R"({{"success":true,"data":{{"version":3,"seatCount":{},"availability":{{"available":{},"held":{},)"
        R"("sold":{}}},"eventStatus":"on_sale","statuses":"{}","stale":false}}}})",
        statuses.size(), std::ranges::count(statuses, '0'), std::ranges::count(statuses, '1'),
        std::ranges::count(statuses, '2'), to_base64(packed));
    return answer;
}

SeatView view_of(const std::string& statuses) {
    auto view = SeatView::read(map_of(statuses));
    EXPECT_TRUE(view) << view.error();
    return std::move(*view);
}

TEST(SeatViewTest, ShowsEverySeat) {
    const auto view = view_of("01201");
    EXPECT_EQ(view.seats(), 5U);
    EXPECT_TRUE(view.is_free(0));
    EXPECT_EQ(view.status(1), api::SeatStatus::held);
    EXPECT_EQ(view.status(2), api::SeatStatus::sold);
    EXPECT_FALSE(view.is_free(5)) << "there is no such seat";
    EXPECT_EQ(view.counts().held, 2U);
}

TEST(SeatViewTest, ReadsGzip) {
    Answer answer = map_of("0120");
    answer.body = gzip(answer.body, 6);
    answer.is_gzip = true;
    ASSERT_TRUE(SeatView::read(answer));
    answer.body.resize(answer.body.size() / 2);
    EXPECT_FALSE(SeatView::read(answer));
    answer.body = "no gzip at all";
    EXPECT_FALSE(SeatView::read(answer));
}

TEST(SeatViewTest, RefusesWhatDoesNotFit) {
    Answer answer = map_of("0120");
    answer.body.replace(answer.body.find("\"seatCount\":4"), 13, "\"seatCount\":9");
    const auto view = SeatView::read(answer);
    ASSERT_FALSE(view);
    EXPECT_THAT(view.error(), HasSubstr("other statuses than seats"));
    answer.body = R"({"success":true,"data":{}})";
    EXPECT_FALSE(SeatView::read(answer));
    answer.body = "[]";
    EXPECT_FALSE(SeatView::read(answer));
    answer.body = "{";
    EXPECT_FALSE(SeatView::read(answer));
}

TEST(GunzipTest, StopsAtItsLimit) {
    const std::string text(100'000, 'x');
    EXPECT_EQ(gunzip(gzip(text, 6), text.size() + 1), text);
    EXPECT_FALSE(gunzip(gzip(text, 6), text.size() - 1));
}

/// Seats 0 to 9 in two rows of the dear section, 10 to 19 in two of the cheap one.
class TasteTest : public ::testing::Test {
  protected:
    static api::SeatingPlan plan() {
        api::SeatingPlan plan;
        plan.categories = {{"Cheap", "#000000"}, {"Dear", "#ffffff"}};
        plan.sections = {{"Balcony", {}, {row(10, 0), row(15, 0)}}, {"Stalls", {}, {row(0, 1), row(5, 1)}}};
        return plan;
    }
    static api::PlanRow row(std::uint32_t first, std::uint32_t category) {
        api::PlanRow made;
        made.first_index = first;
        made.seat_count = 5;
        made.categories = {category};
        return made;
    }

    std::vector<SeatIndex> pick(const std::string& statuses, unsigned party, std::uint64_t fan = 0) {
        const auto view = view_of(statuses);
        Dice dice(17, fan);
        return taste_.pick(view, taste_.count_free(view), party, dice);
    }

    Taste taste_{plan(),
                 {{"Cheap", "#000000", {900}, {100}, {1'000}}, {"Dear", "#ffffff", {1'900}, {100}, {2'000}}}};
};

TEST_F(TasteTest, MostWantTheDearSectionAndTheMiddleOfItsFrontRow) {
    std::map<std::vector<SeatIndex>, int> wishes;
    for (std::uint64_t fan = 0; fan < 1'000; ++fan) ++wishes[pick(std::string(20, '0'), 1, fan)];
    const auto favourite = std::ranges::max_element(wishes, {}, [](const auto& wish) { return wish.second; });
    EXPECT_THAT(favourite->first, ElementsAre(2)) << "the middle of the first row of the stalls";
    int dear = 0;
    for (const auto& [seats, fans] : wishes) dear += seats.front() < 10 ? fans : 0;
    EXPECT_GT(dear, 500);
    EXPECT_LT(dear, 900) << "some look for the cheap section first";
}

TEST_F(TasteTest, FriendsSitSideBySideInOneRow) {
    for (std::uint64_t fan = 0; fan < 200; ++fan) {
        const auto seats = pick("00100000000010000000", 3, fan);
        ASSERT_THAT(seats, SizeIs(3));
        EXPECT_EQ(seats[1], seats[0] + 1);
        EXPECT_EQ(seats[2], seats[0] + 2);
        EXPECT_EQ(seats[0] / 5, seats[2] / 5) << "two rows";
    }
}

TEST_F(TasteTest, OnlyFreeSeatsArePicked) {
    for (std::uint64_t fan = 0; fan < 50; ++fan) {
        EXPECT_THAT(pick("22222222222222222011", 1, fan), ElementsAre(17));
    }
}

TEST_F(TasteTest, WhoCannotSitTogetherTakesWhatIsLeft) {
    EXPECT_THAT(pick("02222222222222222220", 2), ElementsAre(0, 19));
    EXPECT_THAT(pick("22222222222222222220", 4), ElementsAre(19));
    EXPECT_THAT(pick(std::string(20, '1'), 2), IsEmpty());
}

TEST_F(TasteTest, SeatsAreReadAsDecimals) {
    EXPECT_EQ(seat_of("0"), 0U);
    EXPECT_EQ(seat_of("4294967295"), 4294967295U);
    for (const char* bad : {"", "-1", "1 ", "x", "4294967296"}) EXPECT_FALSE(seat_of(bad)) << bad;
}

}  // namespace
}  // namespace fairgate::rehearsal
