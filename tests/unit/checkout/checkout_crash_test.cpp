#include "checkout_world.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace fairgate {
namespace {

using namespace fairgate::testing;
using ::testing::IsEmpty;

constexpr const char* kKey = "purchase-1";
constexpr std::chrono::milliseconds kAtOnce = std::chrono::seconds{1};
constexpr std::chrono::milliseconds kAfterTheHold = std::chrono::minutes{20};

/// A data folder with an event, copied for each of hundreds of runs.
const std::filesystem::path& folder_with_event() {
    static const TemporaryFolder folder;
    static const bool made = [] {
        CheckoutWorld(folder.path(), kStart).create_event();
        return true;
    }();
    EXPECT_TRUE(made);
    return folder.path();
}

/// A purchase that meets `plan`; what the buyer hears and how many points it passed.
struct Purchase {
    CheckoutResult heard;
    int points = 0;
};

Purchase buy_under(const std::filesystem::path& folder, FaultPlan plan, const char* card) {
    std::filesystem::copy(
        folder_with_event(), folder,
        std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
    CheckoutWorld world(folder, kStart, plan);
    EXPECT_TRUE(world.hold(kAnn, {2, 3}));
    Purchase purchase{world.buy(kAnn, kKey, card)};
    // A buyer who got no tickets asks again, which recovers what the first attempt left.
    if (!purchase.heard) purchase.heard = world.buy(kAnn, kKey, card);
    world.settle_down();
    purchase.points = world.faults.points();
    return purchase;
}

/// What must be true once the server is back, has recovered and heard the buyer again.
void expect_all_is_well(const std::filesystem::path& folder, const Purchase& purchase,
                        std::chrono::milliseconds away) {
    CheckoutWorld world(folder, kStart + away);
    // Others come first: what the hold no longer keeps is theirs.
    const bool lost_a_seat =
        world.hold(kBob, {3}).has_value() && world.buy(kBob, "purchase-of-bob").has_value();
    world.run(world.recovery.sweep(Timestamp::max()));
    world.recover();
    world.settle_down();
    EXPECT_THAT(world.violations(), IsEmpty());
    const auto order = world.order_of(kKey);
    if (order) {
        EXPECT_NE(order->status, OrderStatus::pending);
        EXPECT_FALSE(order->settlement_due);
    }
    if (purchase.heard) {
        ASSERT_TRUE(order);
        EXPECT_EQ(order->response, purchase.heard->order_json) << "an order that was promised is lost";
        EXPECT_FALSE(lost_a_seat);
    }
    const auto again = world.buy(kAnn, kKey);
    if (order && order->status == OrderStatus::paid) {
        ASSERT_TRUE(again);
        EXPECT_EQ(again->order_json, order->response);
    }
    world.settle_down();
    EXPECT_THAT(world.violations(), IsEmpty());
    for (const auto& entry : world.ledger()) EXPECT_NE(entry.state, PaymentState::authorized) << entry.key;
}

class CheckoutCrashTest : public ::testing::TestWithParam<const char*> {
  protected:
    /// Runs the purchase once for each point, failing there.
    void fail_everywhere(int FaultPlan::* where, std::chrono::milliseconds away) {
        int reached = 0;
        for (int at = 1; reached == at - 1; ++at) {
            SCOPED_TRACE("failing at point " + std::to_string(at));
            const TemporaryFolder folder;
            FaultPlan plan;
            plan.*where = at;
            const Purchase purchase = buy_under(folder.path(), plan, GetParam());
            if (purchase.points >= at) reached = at;
            expect_all_is_well(folder.path(), purchase, away);
            if (HasFatalFailure()) return;
        }
        RecordProperty("points", reached);
        EXPECT_GE(reached, 8) << "the purchase took fewer steps than it must have";
    }
};

TEST_P(CheckoutCrashTest, LosesNothingWhenTheServerDiesAndIsBackAtOnce) {
    fail_everywhere(&FaultPlan::die_at, kAtOnce);
}

TEST_P(CheckoutCrashTest, LosesNothingWhenTheServerDiesAndIsBackAfterTheHold) {
    fail_everywhere(&FaultPlan::die_at, kAfterTheHold);
}

TEST_P(CheckoutCrashTest, LosesNothingWhenOneAnswerIsLost) {
    fail_everywhere(&FaultPlan::lose_at, kAtOnce);
}

INSTANTIATE_TEST_SUITE_P(Cards, CheckoutCrashTest,
                         ::testing::Values(kGoodCard, kDeclinedCard, kLostAnswerCard, kTimeOutCard),
                         [](const auto& info) { return std::string("Card") + info.param; });

}  // namespace
}  // namespace fairgate
