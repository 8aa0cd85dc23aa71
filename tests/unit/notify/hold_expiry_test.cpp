#include "notify/hold_expiry.hpp"

#include "unit/inventory/inventory_house.hpp"

#include <gmock/gmock.h>

namespace fairgate {
namespace {

using ::testing::HasSubstr;
using testing::InventoryHouse;
using ::testing::IsEmpty;
using testing::run_task;
using ::testing::SizeIs;

class HoldExpiryTest : public ::testing::Test {
  protected:
    void hold(EventId event) {
        const std::vector<SeatChange> held{
            {3, SeatStatus::held, house_.clock.now() + std::chrono::minutes{9}, 0}};
        expiry_.publish(event, held);
    }
    Task<void> publish_later(Message message) {
        if (is_broker_away_) throw std::runtime_error("the broker is away");
        published_.push_back(std::move(message));
        co_return;
    }

    InventoryHouse house_;
    bool is_broker_away_ = false;
    std::vector<Message> published_;
    HoldExpiry expiry_{house_->map, house_->sweep, house_.clock, house_.random,
                       [this](Message message) { return publish_later(std::move(message)); }};
};

TEST_F(HoldExpiryTest, SendsOneMessageForAllHoldsOfAnEvent) {
    hold(house_.event);
    hold(house_.event);
    hold(EventId{5});
    run_task(expiry_.tell());
    ASSERT_THAT(published_, SizeIs(2));
    EXPECT_EQ(published_[0].topic, "hold.ended");
    EXPECT_THAT(published_[0].body, HasSubstr(EventId{5}.text()));
    EXPECT_NE(published_[0].id, published_[1].id);
    run_task(expiry_.tell());
    EXPECT_THAT(published_, SizeIs(2)) << "nothing new was held";
}

TEST_F(HoldExpiryTest, IsSilentAboutSeatsThatAreFreed) {
    const std::vector<SeatChange> freed{{3, SeatStatus::available, {}, 0}};
    expiry_.publish(house_.event, freed);
    run_task(expiry_.tell());
    EXPECT_THAT(published_, IsEmpty());
}

TEST_F(HoldExpiryTest, SweepsTheEventWhenTheMessageComes) {
    ASSERT_TRUE(house_.reserve(house_.session(1), {3, 4}));
    hold(house_.event);
    run_task(expiry_.tell());
    run_task(expiry_.handle(published_.at(0)));
    EXPECT_THAT(run_task(house_->seats.taken_seats(house_.event)), SizeIs(2)) << "the hold has not ended";
    house_.clock.advance(house_.rules.hold_duration);
    run_task(expiry_.handle(published_.at(0)));
    EXPECT_THAT(run_task(house_->seats.taken_seats(house_.event)), IsEmpty());
    EXPECT_EQ(expiry_.handled(), 2u);
}

TEST_F(HoldExpiryTest, LeavesItToTheSweepWhenTheBrokerIsAway) {
    is_broker_away_ = true;
    hold(house_.event);
    run_task(expiry_.tell());
    EXPECT_THAT(published_, IsEmpty());
}

TEST_F(HoldExpiryTest, RefusesABodyThatIsNoEvent) {
    EXPECT_THROW(run_task(expiry_.handle({"m1", kHoldEndedTopic, "{}"})), PoisonMessage);
}

}  // namespace
}  // namespace fairgate
