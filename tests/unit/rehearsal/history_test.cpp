#include "rehearsal/history.hpp"

#include "base/encoding.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace fairgate::rehearsal {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr HoldId kAnnsHold{21};
constexpr HoldId kBobsHold{22};
constexpr HoldId kCarlsHold{23};
constexpr OrderId kAnns{31};
constexpr OrderId kBobs{32};

HoldNote hold(HoldId id, std::vector<SeatIndex> seats, std::chrono::microseconds from,
              std::chrono::microseconds until, std::optional<OrderId> order = std::nullopt) {
    HoldNote note;
    note.id = id;
    note.total = {1'050 * static_cast<std::int64_t>(seats.size())};
    note.seats = std::move(seats);
    note.from = from;
    note.until = until;
    note.order = order;
    return note;
}

OrderNote order(OrderId id, HoldId of, std::vector<SeatIndex> seats) {
    const auto count = static_cast<std::int64_t>(seats.size());
    return {id, of, std::move(seats), {1'000 * count}, {1'000 * count}, {50 * count}, {1'050 * count}, ""};
}

/// Digits as in api::CompactAvailability: 0 available, 1 held, 2 sold.
SeatView view_of(const std::string& statuses) {
    Bytes packed((statuses.size() + 3) / 4);
    for (std::size_t i = 0; i < statuses.size(); ++i) {
        packed[i / 4] |= static_cast<std::uint8_t>((statuses[i] - '0') << (2 * (i % 4)));
    }
    Answer answer;
    answer.status = 200;
    answer.body = fmt::format(
        R"({{"success":true,"data":{{"version":1,"seatCount":{},"availability":{{"available":0,"held":0,)"
        R"("sold":{}}},"eventStatus":"on_sale","statuses":"{}","stale":false}}}})",
        statuses.size(), std::ranges::count(statuses, '2'), to_base64(packed));
    return SeatView::read(answer).value();
}

/// Ann and Bob have bought, Carl's reservation ended. A test plants a bug in what fans were told, or in what
/// the server shows afterwards, and the audit has to find it.
class HistoryTest : public ::testing::Test {
  protected:
    HistoryTest() {
        history_.holds = {hold(kAnnsHold, {0, 1}, 1s, 600s, kAnns), hold(kBobsHold, {2}, 2s, 600s, kBobs),
                          hold(kCarlsHold, {3}, 1s, 3s)};
        history_.orders = {order(kAnns, kAnnsHold, {1, 0}), order(kBobs, kBobsHold, {2})};
    }

    std::vector<std::string> found() const { return contradictions(history_); }
    std::vector<std::string> found(const std::string& after, bool others_buy = false) const {
        return contradictions(history_, view_of("000000"), view_of(after), others_buy);
    }

    History history_;
};

TEST_F(HistoryTest, IsConsistentWhereAllIsWell) {
    EXPECT_THAT(found(), IsEmpty());
    EXPECT_THAT(found("222000"), IsEmpty());
    EXPECT_EQ(history_.seats_sold(), 3U);
    EXPECT_EQ(history_.turnover().value, 3'150);
}

TEST_F(HistoryTest, ASeatThatWasSoldTwiceIsFound) {
    history_.holds.push_back(hold(HoldId{24}, {1}, 9s, 600s, OrderId{33}));
    history_.orders.push_back(order(OrderId{33}, HoldId{24}, {1}));
    EXPECT_THAT(found(), ElementsAre("seat 1 was sold twice: to orders " + kAnns.text() + " and " +
                                     OrderId{33}.text()));
}

TEST_F(HistoryTest, ASoldSeatThatIsGivenAwayIsFound) {
    history_.holds.push_back(hold(HoldId{24}, {2}, 900s, 1'500s));
    EXPECT_THAT(found(), ElementsAre(AllOf(HasSubstr("seat 2"), HasSubstr("order " + kBobs.text()))));
}

TEST_F(HistoryTest, AHeldSeatThatIsGivenAwayIsFound) {
    history_.holds.push_back(hold(HoldId{24}, {3}, 2s, 9s));
    EXPECT_THAT(found(), ElementsAre(AllOf(HasSubstr("seat 3"), HasSubstr(kCarlsHold.text()))));
}

TEST_F(HistoryTest, ASeatThatCameBackIsNoContradiction) {
    history_.holds.push_back(hold(HoldId{24}, {3}, 3s, 9s));
    EXPECT_THAT(found(), IsEmpty());
}

TEST_F(HistoryTest, AShortHoldInBetweenDoesNotHideALongOne) {
    history_.holds = {hold(kAnnsHold, {5}, 1s, 100s), hold(kBobsHold, {5}, 2s, 3s),
                      hold(kCarlsHold, {5}, 50s, 60s)};
    history_.orders.clear();
    EXPECT_THAT(found(), testing::SizeIs(2));
}

TEST_F(HistoryTest, AnOrderThatTwoBuyersHaveIsFound) {
    history_.orders.push_back(history_.orders.front());
    EXPECT_THAT(found(), Contains(HasSubstr("was given to two buyers")));
}

TEST_F(HistoryTest, AnOrderWithOtherSeatsOrAnotherTotalIsFound) {
    history_.orders[1].seats = {4};
    history_.orders[0].total = {2'101};
    const auto all = found();
    EXPECT_THAT(all, Contains(HasSubstr("order " + kBobs.text() + " has other seats")));
    EXPECT_THAT(all, Contains(HasSubstr("order " + kAnns.text() + " costs 2101")));
    EXPECT_THAT(all, Contains(HasSubstr("order " + kAnns.text() + " does not add up")));
}

TEST_F(HistoryTest, AnOrderWhosePricesDoNotAddUpIsFound) {
    history_.orders[1].prices = {999};
    EXPECT_THAT(found(), ElementsAre(HasSubstr("does not add up")));
}

TEST_F(HistoryTest, APaidSeatThatIsNotSoldIsFound) {
    EXPECT_THAT(found("221000"), Contains(HasSubstr("its seat 2 is not sold")));
    EXPECT_THAT(found("222"), IsEmpty());
}

TEST_F(HistoryTest, SoldSeatsThatNoFanHasAreFoundUnlessOthersBuy) {
    EXPECT_THAT(found("222202"), ElementsAre(HasSubstr("2 seats are sold that no fan has")));
    EXPECT_THAT(found("222202", true), IsEmpty());
    history_.holds[2].is_in_doubt = true;
    EXPECT_THAT(found("222202"), ElementsAre(HasSubstr("1 seats are sold that no fan has")));
    EXPECT_THAT(found("222200"), IsEmpty()) << "Carl's payment may have gone through";
}

TEST_F(HistoryTest, AnOrderThatIsShownDifferentlyIsFound) {
    api::Order shown;
    shown.id = kBobs;
    shown.status = api::OrderStatus::paid;
    shown.subtotal = {1'000};
    shown.fees = {50};
    shown.total_amount = {1'050};
    shown.seats.emplace_back().seat_id = "2";
    const auto& note = history_.orders[1];
    EXPECT_THAT(contradiction(note, shown), IsEmpty());
    shown.total_amount = {1'051};
    EXPECT_THAT(contradiction(note, shown), HasSubstr("has changed"));
    shown.total_amount = {1'050};
    shown.seats.front().seat_id = "3";
    EXPECT_THAT(contradiction(note, shown), HasSubstr("has changed"));
    shown.status = api::OrderStatus::cancelled;
    EXPECT_THAT(contradiction(note, shown), HasSubstr("is shown as cancelled"));
}

}  // namespace
}  // namespace fairgate::rehearsal
