#include "checkout/checkout.hpp"

#include "checkout_world.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>

#include <set>

namespace fairgate {
namespace {

using namespace fairgate::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kKey = "purchase-1";
/// What one order may cost a round of recovery: the provider's limit and some steps of the clock.
constexpr std::chrono::seconds kPatience{15};

class CheckoutTest : public ::testing::Test {
  protected:
    CheckoutTest() { world_.create_event(); }

    static CheckoutError error_of(const CheckoutResult& result) {
        EXPECT_FALSE(result.has_value());
        return result ? CheckoutError::unavailable : result.error().error;
    }
    Timestamp hold_end(Session session) {
        return world_.run(world_.seats.find_hold(kEvent, session.id, world_.clock.now()))->expires_at;
    }
    std::future<CheckoutResult> start(Session session, std::string key, std::string card = kGoodCard) {
        return asio::co_spawn(world_.loop, world_.checkout({session, std::nullopt}, request(key, card)),
                              asio::use_future);
    }
    CheckoutResult finish(std::future<CheckoutResult>& result) {
        while (result.wait_for(std::chrono::seconds{0}) != std::future_status::ready) world_.step();
        return result.get();
    }
    std::vector<PaymentState> payments() {
        std::vector<PaymentState> states;
        for (const auto& entry : world_.ledger()) states.push_back(entry.state);
        return states;
    }

    /// Sessions of one account.
    Session session_of_account(std::uint64_t number) {
        world_.file.writer().run_blocking([](sqlite::Connection& connection) {
            connection.execute("INSERT OR IGNORE INTO users VALUES (5, 'a@b.c', 'Ann', 'user', '', 0)");
        });
        return {SessionId{number}, UserId{5}};
    }

    TemporaryFolder folder_;
    CheckoutWorld world_{folder_.path(), kStart};
};

TEST_F(CheckoutTest, SellsTheHeldSeatsForThePriceOfTheCatalogue) {
    world_.hold(kAnn, {2, 3});
    const auto result = world_.buy(kAnn, kKey);
    ASSERT_TRUE(result);
    const auto order = from_json_text<api::Order>(result->order_json);
    ASSERT_TRUE(order);
    EXPECT_EQ(order->status, OrderStatus::paid);
    EXPECT_EQ(order->subtotal.value, 2 * 12'345);
    EXPECT_EQ(order->fees.value, 2 * 617);
    EXPECT_EQ(order->card_last_four, "4242");
    EXPECT_THAT(order->seats, SizeIs(2));
    world_.settle_down();
    EXPECT_FALSE(world_.order_of(kKey)->settlement_due);
    EXPECT_THAT(payments(), ElementsAre(PaymentState::captured));
    EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST(CheckoutRestartTest, RepeatsItsAnswerByteForByteAlsoAfterARestart) {
    const TemporaryFolder folder;
    CheckoutResult first;
    {
        CheckoutWorld world(folder.path(), kStart);
        world.create_event();
        world.hold(kAnn, {2});
        first = world.buy(kAnn, kKey);
        world.clock.advance(std::chrono::minutes{5});
        const auto second = world.buy(kAnn, kKey, kDeclinedCard);
        ASSERT_TRUE(first && second);
        EXPECT_EQ(first->order_json, second->order_json);
        world.settle_down();
    }
    CheckoutWorld world(folder.path(), kStart + std::chrono::days{2});
    const auto third = world.buy(kAnn, kKey);
    ASSERT_TRUE(third);
    EXPECT_EQ(first->order_json, third->order_json);
    EXPECT_THAT(world.ledger(), SizeIs(1));
}

TEST_F(CheckoutTest, ChargesOnceWhenTheSameKeyComesManyTimesAtOnce) {
    world_.hold(kAnn, {2});
    std::vector<std::future<CheckoutResult>> all;
    for (int i = 0; i < 8; ++i) all.push_back(start(kAnn, kKey, kSlowCard));
    std::set<std::string> answers;
    for (auto& one : all) {
        const auto result = finish(one);
        ASSERT_TRUE(result);
        answers.insert(result->order_json);
    }
    EXPECT_THAT(answers, SizeIs(1));
    EXPECT_THAT(payments(), SizeIs(1));
}

TEST_F(CheckoutTest, ShowsNothingToAnotherSessionWithTheKey) {
    world_.hold(kAnn, {2});
    world_.hold(kBob, {3});
    auto running = start(kAnn, kKey, kSlowCard);
    EXPECT_EQ(error_of(world_.buy(kBob, kKey)), CheckoutError::idempotency_key_reused);
    ASSERT_TRUE(finish(running));
    EXPECT_EQ(error_of(world_.buy(kBob, kKey)), CheckoutError::idempotency_key_reused);
    world_.hold(kAnn, {5});
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey)), CheckoutError::idempotency_key_reused) << "another hold";
}

TEST_F(CheckoutTest, PaysAHoldWithOneKeyAtATime) {
    world_.hold(kAnn, {2});
    auto running = start(kAnn, kKey, kSlowCard);
    while (!world_.order_of(kKey)) world_.step();
    EXPECT_EQ(error_of(world_.buy(kAnn, "purchase-2")), CheckoutError::checkout_in_progress);
    EXPECT_TRUE(finish(running));
}

TEST_F(CheckoutTest, GivesAnAccountNoMoreInSeveralBrowsersThanOnePersonMayBuy) {
    const Session here = session_of_account(31);
    const Session there = session_of_account(32);
    world_.hold(here, {0, 1, 2, 3, 4, 5});
    world_.hold(there, {6, 7, 8});
    auto running = start(here, kKey, kSlowCard);
    while (!world_.order_of(kKey)) world_.step();
    EXPECT_EQ(error_of(world_.buy(there, "purchase-2")), CheckoutError::purchase_limit);
    EXPECT_TRUE(finish(running));
    EXPECT_EQ(error_of(world_.buy(there, "purchase-2")), CheckoutError::purchase_limit);
    EXPECT_THAT(payments(), SizeIs(1));
}

TEST_F(CheckoutTest, LeavesHoldAndKeyForAnotherCardAfterADecline) {
    world_.hold(kAnn, {2});
    const Timestamp end = hold_end(kAnn);
    world_.clock.advance(std::chrono::minutes{9} + std::chrono::seconds{50});
    const auto declined = world_.buy(kAnn, kKey, kDeclinedCard);
    EXPECT_EQ(error_of(declined), CheckoutError::payment_declined);
    EXPECT_EQ(declined.error().reason, DeclineReason::card_declined);
    EXPECT_EQ(hold_end(kAnn), end);
    EXPECT_TRUE(world_.buy(kAnn, kKey));
    EXPECT_EQ(world_.order_of(kKey)->attempt, 2u);
    EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(CheckoutTest, NeedsALiveHold) {
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey)), CheckoutError::reservation_expired);
    world_.hold(kAnn, {2});
    world_.clock.advance(std::chrono::minutes{10});
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey)), CheckoutError::reservation_expired);
    EXPECT_FALSE(world_.order_of(kKey));
}

TEST_F(CheckoutTest, NamesEveryWrongFieldBeforeAnythingHappens) {
    world_.hold(kAnn, {2});
    auto wrong = request("short", "4242424242424241");
    wrong.payment_method.exp_year = 2026;
    wrong.payment_method.exp_month = 10;
    wrong.payment_method.cvc = "12";
    wrong.email.reset();
    const auto result = world_.run(world_.checkout({kAnn, std::nullopt}, wrong));
    ASSERT_EQ(error_of(result), CheckoutError::invalid_request);
    EXPECT_THAT(result.error().problems, SizeIs(5));
    EXPECT_THAT(world_.ledger(), IsEmpty());
}

TEST_F(CheckoutTest, CancelsAPaymentThatTimedOutSoThatItCannotLandLater) {
    world_.hold(kAnn, {2});
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey, kTimeOutCard)), CheckoutError::payment_unknown);
    EXPECT_EQ(world_.order_of(kKey)->status, OrderStatus::pending);
    world_.run(world_.recovery.sweep(world_.clock.now()));
    EXPECT_EQ(world_.order_of(kKey)->status, OrderStatus::declined);
    world_.settle_down();
    EXPECT_THAT(payments(), ElementsAre(PaymentState::cancelled));
    EXPECT_TRUE(world_.buy(kAnn, kKey)) << "the key is open for another card";
    world_.settle_down();
    EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(CheckoutTest, KeepsAPaymentThatLandsAfterTheLimit) {
    world_.hold(kAnn, {2});
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey, kTimeOutCard)), CheckoutError::payment_unknown);
    world_.settle_down();
    EXPECT_EQ(world_.order_of(kKey)->status, OrderStatus::paid);
    EXPECT_TRUE(world_.buy(kAnn, kKey));
    EXPECT_THAT(payments(), ElementsAre(PaymentState::captured));
}

TEST_F(CheckoutTest, FindsThePaymentWhoseAnswerWasLostWhenAskedAgain) {
    world_.hold(kAnn, {2});
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey, kLostAnswerCard)), CheckoutError::payment_unknown);
    EXPECT_TRUE(world_.buy(kAnn, kKey, kLostAnswerCard));
    world_.settle_down();
    EXPECT_THAT(payments(), ElementsAre(PaymentState::captured));
    EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(CheckoutTest, GivesTheMoneyBackWhenTheSeatsAreGone) {
    world_.hold(kAnn, {2});
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey, kLostAnswerCard)), CheckoutError::payment_unknown);
    world_.clock.advance(std::chrono::minutes{15});
    ASSERT_TRUE(world_.hold(kBob, {2}));
    ASSERT_TRUE(world_.buy(kBob, "purchase-of-bob"));
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey)), CheckoutError::seats_gone);
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey)), CheckoutError::seats_gone) << "and the same again";
    world_.settle_down();
    EXPECT_THAT(payments(), ::testing::UnorderedElementsAre(PaymentState::voided, PaymentState::captured));
    EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(CheckoutTest, SellsNothingForMoneyThatIsOnItsWayBack) {
    world_.hold(kAnn, {2});
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey, kLostAnswerCard)), CheckoutError::payment_unknown);
    world_.clock.advance(std::chrono::minutes{15});
    ASSERT_TRUE(world_.hold(kBob, {2}));
    const OrderRecord left = *world_.order_of(kKey);
    // Bob lets go while one node gives the money back, and another one looks at the same order then.
    world_.provider.before_void = [&]() -> Task<void> {
        co_await world_.seats.release(kEvent, kBob.id, std::nullopt, world_.clock.now());
        co_await world_.recovery.resolve(left);
    };
    world_.run(world_.recovery.sweep(world_.clock.now()));
    world_.recover();
    EXPECT_EQ(world_.order_of(kKey)->status, OrderStatus::cancelled);
    EXPECT_THAT(payments(), ElementsAre(PaymentState::voided));
    EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(CheckoutTest, DoesNotBlameTheCardForAnAttemptThatAnotherNodeGaveUp) {
    world_.hold(kAnn, {2});
    auto paying = asio::co_spawn(world_.loop, world_.checkout({kAnn, std::nullopt}, request(kKey, kSlowCard)),
                                 asio::use_future);
    while (!world_.order_of(kKey)) world_.step();
    // The other node's clock is ahead: to it the attempt is overdue.
    world_.run(world_.bank.cancel(payment_attempt(*world_.order_of(kKey))));
    while (paying.wait_for(std::chrono::seconds{0}) != std::future_status::ready) world_.step();
    EXPECT_EQ(error_of(paying.get()), CheckoutError::payment_unknown);
    EXPECT_TRUE(world_.buy(kAnn, kKey)) << "the same key pays with its next attempt";
    world_.settle_down();
    EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(CheckoutTest, LooksPastOrdersThatCannotBeFinished) {
    world_.provider.is_silent = true;
    world_.hold(kAnn, {2});
    ASSERT_TRUE(world_.buy(kAnn, kKey));
    EXPECT_EQ(world_.run(world_.recovery.sweep(Timestamp::max())), 1u);
    EXPECT_EQ(world_.run(world_.recovery.sweep(Timestamp::max())), 0u) << "it is left alone for a while";
    EXPECT_TRUE(world_.order_of(kKey)->settlement_due);
    world_.clock.advance(OrderRecovery::kPauseMax);
    world_.provider.is_silent = false;
    EXPECT_EQ(world_.run(world_.recovery.sweep(Timestamp::max())), 0u);
    EXPECT_FALSE(world_.order_of(kKey)->settlement_due);
}

TEST_F(CheckoutTest, TakesFreeSeatsOnceMoreForAPaymentThatOutlivedItsHold) {
    world_.hold(kAnn, {2});
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey, kLostAnswerCard)), CheckoutError::payment_unknown);
    world_.clock.advance(std::chrono::minutes{15});
    world_.run(world_.seats.expire(std::nullopt, world_.clock.now()));
    world_.run(world_.recovery.sweep(world_.clock.now()));
    EXPECT_EQ(world_.order_of(kKey)->status, OrderStatus::paid);
    EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(CheckoutTest, StopsAskingAProviderThatIsDownAndKeepsTheHold) {
    world_.provider.is_down = true;
    for (std::uint64_t i = 0; i < 5; ++i) {
        const Session shopper{SessionId{100 + i}, std::nullopt};
        world_.hold(shopper, {static_cast<SeatIndex>(i)});
        EXPECT_EQ(error_of(world_.buy(shopper, "shopper-" + std::to_string(i))),
                  CheckoutError::payment_unknown);
    }
    world_.hold(kAnn, {7});
    const auto result = world_.buy(kAnn, kKey);
    EXPECT_EQ(error_of(result), CheckoutError::payment_unavailable);
    EXPECT_GE(result.error().retry_after, std::chrono::seconds{1});
    EXPECT_FALSE(world_.order_of(kKey));
    world_.provider.is_down = false;
    world_.clock.advance(std::chrono::seconds{30});
    EXPECT_TRUE(world_.buy(kAnn, kKey));
}

TEST_F(CheckoutTest, DoesNotWaitForeverForACapture) {
    world_.provider.is_silent = true;
    world_.hold(kAnn, {2});
    ASSERT_TRUE(world_.buy(kAnn, kKey));
    const Timestamp before = world_.clock.now();
    EXPECT_EQ(world_.run(world_.recovery.sweep(Timestamp::max())), 1u);
    EXPECT_LE(world_.clock.now() - before, kPatience);
    EXPECT_TRUE(world_.order_of(kKey)->settlement_due) << "taken for granted";
    world_.provider.is_silent = false;
    world_.recover();
    EXPECT_FALSE(world_.order_of(kKey)->settlement_due);
    world_.settle_down();
    EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(CheckoutTest, LetsNoSilentOrderKeepTheOthersWaiting) {
    world_.provider.is_silent = true;
    constexpr std::size_t kBuyers = 10;
    static_assert(kBuyers <= OrderRecovery::kOrdersAtOnceMax);
    for (std::uint64_t i = 0; i < kBuyers; ++i) {
        const Session buyer{SessionId{100 + i}, std::nullopt};
        world_.hold(buyer, {static_cast<SeatIndex>(i)});
        ASSERT_TRUE(world_.buy(buyer, "purchase-of-" + std::to_string(i)));
    }
    world_.settle_down();
    const Timestamp before = world_.clock.now();
    EXPECT_EQ(world_.run(world_.recovery.sweep(Timestamp::max())), kBuyers);
    EXPECT_LE(world_.clock.now() - before, kPatience);
    world_.provider.is_silent = false;
    world_.clock.advance(OrderRecovery::kPauseMax);
    EXPECT_EQ(world_.run(world_.recovery.sweep(Timestamp::max())), 0u);
    world_.settle_down();
    EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(CheckoutTest, DoesNotWaitForeverForMoneyThatIsGivenBack) {
    world_.hold(kAnn, {2});
    EXPECT_EQ(error_of(world_.buy(kAnn, kKey, kLostAnswerCard)), CheckoutError::payment_unknown);
    world_.clock.advance(std::chrono::minutes{15});
    ASSERT_TRUE(world_.hold(kBob, {2}));
    world_.provider.is_silent = true;
    const Timestamp before = world_.clock.now();
    EXPECT_EQ(world_.run(world_.recovery.sweep(before)), 1u);
    EXPECT_LE(world_.clock.now() - before, kPatience);
    EXPECT_TRUE(world_.order_of(kKey)->settlement_due) << "taken for granted";
    world_.provider.is_silent = false;
    world_.recover();
    EXPECT_EQ(world_.order_of(kKey)->status, OrderStatus::cancelled);
    EXPECT_FALSE(world_.order_of(kKey)->settlement_due);
    EXPECT_THAT(payments(), ElementsAre(PaymentState::voided));
}

TEST_F(CheckoutTest, FinishesForABuyerWhoWentAway) {
    world_.hold(kAnn, {2});
    asio::cancellation_signal leave;
    bool left = false;
    asio::co_spawn(world_.loop, world_.checkout({kAnn, std::nullopt}, request(kKey, kSlowCard)),
                   asio::bind_cancellation_slot(leave.slot(), [&](std::exception_ptr error, CheckoutResult) {
                       left = error != nullptr;
                   }));
    while (!world_.order_of(kKey)) world_.step();
    leave.emit(asio::cancellation_type::all);
    world_.settle_down();
    EXPECT_TRUE(left);
    EXPECT_EQ(world_.order_of(kKey)->status, OrderStatus::paid);
}

}  // namespace
}  // namespace fairgate
