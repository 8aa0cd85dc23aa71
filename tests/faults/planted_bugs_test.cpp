#include "faults/mails.hpp"
#include "faults/promises.hpp"
#include "notify/inbox.hpp"

#include <gmock/gmock.h>

namespace fairgate::faults {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr EventId kShow{7};
constexpr HoldId kAnnsHold{21};
constexpr HoldId kBobsHold{22};
constexpr HoldId kCarlsHold{23};
constexpr OrderId kAnns{31};
constexpr OrderId kBobs{32};
constexpr OrderId kDeclined{33};
constexpr std::size_t kSeats = 6;
constexpr std::chrono::seconds kHold{60};

api::Reservation reservation(HoldId id, std::vector<std::string> seats, Timestamp ends) {
    api::Reservation made;
    made.id = id;
    made.event_id = kShow;
    made.seat_ids = std::move(seats);
    made.expires_at = ends;
    return made;
}

api::Order order(OrderId id, std::vector<std::string> seats, MinorUnits total) {
    api::Order made;
    made.id = id;
    made.event_id = kShow;
    made.status = api::OrderStatus::paid;
    made.total_amount = total;
    for (auto& seat : seats) made.seats.emplace_back().seat_id = std::move(seat);
    return made;
}

/// Ann and Bob have bought, Carl holds a seat, and a fourth card was declined. A test plants a bug in what
/// the store has or in what visitors were told, and the checker has to find it.
class PlantedBugs : public ::testing::Test {
  protected:
    PlantedBugs() {
        promises_.opened(kShow, kSeats);
        promises_.reserved(reservation(kAnnsHold, {"0", "1"}, now_ + kHold));
        promises_.paid(order(kAnns, {"0", "1"}, {4'000}), kAnnsHold);
        promises_.reserved(reservation(kBobsHold, {"2"}, now_ + kHold));
        promises_.paid(order(kBobs, {"2"}, {2'000}), kBobsHold);
        promises_.reserved(reservation(kCarlsHold, {"3"}, now_ + kHold));
        store_.seat_counts[kShow] = kSeats;
        store_.seats[{kShow, 0}] = {kAnnsHold, now_, kAnns};
        store_.seats[{kShow, 1}] = {kAnnsHold, now_, kAnns};
        store_.seats[{kShow, 2}] = {kBobsHold, now_, kBobs};
        store_.seats[{kShow, 3}] = {kCarlsHold, now_ + kHold, std::nullopt};
        store_.orders[kAnns] = {"paid", kShow, kAnnsHold, {4'000}, false, {0, 1}};
        store_.orders[kBobs] = {"paid", kShow, kBobsHold, {2'000}, false, {2}};
        store_.orders[kDeclined] = {"declined", kShow, kCarlsHold, {2'000}, false, {}};
        store_.payments = {
            {"captured", kAnns, {4'000}}, {"captured", kBobs, {2'000}}, {"declined", kDeclined, {2'000}}};
    }

    std::string complaints() {
        promises_.compare_settled(store_, now_);
        return promises_.complaints();
    }

    Timestamp now_ = wall_clock();
    Promises promises_;
    StoreContents store_;
};

TEST_F(PlantedBugs, NoneIsFoundWhereAllIsWell) {
    EXPECT_THAT(complaints(), IsEmpty());
}

TEST_F(PlantedBugs, SeatWithTwoOwnersIsFound) {
    store_.orders[kBobs].seats.insert(1);
    EXPECT_THAT(complaints(), HasSubstr("seat 1 of " + kShow.text() + " has two owners"));
}

TEST_F(PlantedBugs, SeatThatTwoBuyersWereToldIsFound) {
    promises_.paid(order(OrderId{34}, {"2"}, {2'000}), HoldId{24});
    EXPECT_THAT(complaints(), HasSubstr("was sold twice"));
}

TEST_F(PlantedBugs, SoldSeatThatIsGivenAwayIsFound) {
    promises_.reserved(reservation(HoldId{24}, {"2"}, now_ + kHold));
    EXPECT_THAT(complaints(), HasSubstr("is sold and was given to hold"));
}

TEST_F(PlantedBugs, HeldSeatThatIsGivenAwayIsFound) {
    promises_.reserved(reservation(HoldId{24}, {"3"}, now_ + kHold));
    EXPECT_THAT(complaints(), HasSubstr("is held by"));
}

TEST_F(PlantedBugs, AnswerThatComesAfterItsHoldHasEndedIsNone) {
    promises_.reserved(reservation(HoldId{24}, {"2", "3"}, now_ - kHold));
    EXPECT_THAT(complaints(), IsEmpty());
}

TEST_F(PlantedBugs, LostHoldIsFound) {
    store_.seats.erase({kShow, 3});
    EXPECT_THAT(complaints(), HasSubstr("the store has lost hold " + kCarlsHold.text()));
}

TEST_F(PlantedBugs, LostOrderIsFound) {
    store_.orders.erase(kBobs);
    EXPECT_THAT(complaints(), HasSubstr("order " + kBobs.text() + " was paid and the store has nothing"));
}

TEST_F(PlantedBugs, PaidOrderThatWasUndoneIsFound) {
    store_.orders[kBobs].status = "cancelled";
    EXPECT_THAT(complaints(), HasSubstr("was paid and the store has it as cancelled"));
}

TEST_F(PlantedBugs, OrderWithOtherSeatsIsFound) {
    store_.orders[kBobs].seats = {4};
    EXPECT_THAT(complaints(), HasSubstr("has changed its seats or its total"));
}

TEST_F(PlantedBugs, OrderWithAnotherTotalIsFound) {
    store_.orders[kBobs].total = {2'001};
    EXPECT_THAT(complaints(), HasSubstr("has changed its seats or its total"));
}

TEST_F(PlantedBugs, OrderOfWhichNobodyHeardIsFound) {
    store_.orders[OrderId{34}] = {"paid", kShow, HoldId{24}, {2'000}, false, {4}};
    store_.seats[{kShow, 4}] = {HoldId{24}, now_, OrderId{34}};
    store_.payments.push_back({"captured", OrderId{34}, {2'000}});
    EXPECT_THAT(complaints(), HasSubstr("was paid and nobody was told"));
}

TEST_F(PlantedBugs, PendingOrderIsFound) {
    store_.orders[kDeclined].status = "pending";
    EXPECT_THAT(complaints(), HasSubstr("is still open (pending)"));
}

TEST_F(PlantedBugs, CaptureThatIsStillDueIsFound) {
    store_.orders[kAnns].capture_due = true;
    EXPECT_THAT(complaints(), HasSubstr("is still open (paid)"));
}

TEST_F(PlantedBugs, UnknownStateIsFound) {
    store_.orders[kDeclined].status = "refunded";
    EXPECT_THAT(complaints(), HasSubstr("is still open (refunded)"));
}

TEST_F(PlantedBugs, SecondCaptureIsFound) {
    store_.payments.push_back({"captured", kBobs, {2'000}});
    EXPECT_THAT(complaints(), HasSubstr("order " + kBobs.text() + " was charged twice"));
}

TEST_F(PlantedBugs, MissingCaptureIsFound) {
    store_.payments[1].state = "voided";
    EXPECT_THAT(complaints(), HasSubstr("order " + kBobs.text() + " was not charged its total"));
}

TEST_F(PlantedBugs, CaptureOfAnotherAmountIsFound) {
    store_.payments[1].amount = {1'999};
    EXPECT_THAT(complaints(), HasSubstr("was not charged its total"));
}

TEST_F(PlantedBugs, CaptureOfADeclinedOrderIsFound) {
    store_.payments[2].state = "captured";
    EXPECT_THAT(complaints(), HasSubstr("somebody was charged for order " + kDeclined.text()));
}

TEST_F(PlantedBugs, MoneyThatStaysReservedIsFound) {
    store_.payments[2].state = "authorized";
    EXPECT_THAT(complaints(), HasSubstr("a payment of order " + kDeclined.text() + " hangs"));
}

TEST_F(PlantedBugs, SoldSeatWithoutAnOrderIsFound) {
    store_.seats[{kShow, 4}] = {HoldId{24}, now_, OrderId{99}};
    EXPECT_THAT(complaints(), HasSubstr("seat 4 of " + kShow.text() + " is sold without an order"));
}

TEST_F(PlantedBugs, SeatThatADeclinedOrderKeepsIsFound) {
    store_.seats[{kShow, 4}] = {kCarlsHold, now_, kDeclined};
    store_.orders[kDeclined].seats = {4};
    EXPECT_THAT(complaints(), HasSubstr("is not paid and has seats"));
}

TEST_F(PlantedBugs, SeatThatIsGoneIsFound) {
    store_.seat_counts[kShow] = kSeats - 1;
    EXPECT_THAT(complaints(), HasSubstr("had 6 seats and has 5"));
}

/// Ann's mail, and Bob's that two nodes have sent: the first one died over it. A test moves or adds one.
class PlantedMails : public ::testing::Test {
  protected:
    std::string complaints() const {
        std::string text;
        for (const auto& line : Mails(sent_).needless_repeats(kills_)) text += line + "\n";
        return text;
    }

    static constexpr std::chrono::milliseconds kMoment{50};
    Timestamp now_ = wall_clock();
    std::vector<SentMail> sent_ = {
        {kAnns, 0, now_}, {kBobs, 0, now_}, {kBobs, 1, now_ + kMoment + Inbox::kLease}};
    Kills kills_ = {{now_ + kMoment}, {}};
};

TEST_F(PlantedMails, NoneIsFoundWhereTheSenderDied) {
    EXPECT_THAT(complaints(), IsEmpty());
    EXPECT_EQ(Mails(sent_).repeats(), 1U);
}

TEST_F(PlantedMails, MailThatASecondNodeSendsAtOnceIsFound) {
    sent_.push_back({kAnns, 1, now_ + kMoment});
    EXPECT_THAT(complaints(), HasSubstr("order " + kAnns.text() + " got a mail of node 0, and 50 ms later"));
}

TEST_F(PlantedMails, MailThatALivingNodeSendsAgainIsFound) {
    kills_ = {{}, {now_ + kMoment}};
    EXPECT_THAT(complaints(), HasSubstr("order " + kBobs.text()));
}

TEST_F(PlantedMails, MailThatComesAgainAfterASenderThatDiedEarlierIsFound) {
    kills_ = {{now_ - kMoment}, {}};
    EXPECT_THAT(complaints(), HasSubstr("order " + kBobs.text()));
}

TEST_F(PlantedMails, MailThatComesAThirdTimeIsFound) {
    sent_.push_back({kBobs, 1, now_ + 3 * Inbox::kLease});
    EXPECT_THAT(complaints(), HasSubstr("order " + kBobs.text() + " got a mail of node 1"));
}

}  // namespace
}  // namespace fairgate::faults
