#include "contract/payments/payment_provider_contract.hpp"

namespace fairgate::testing {

TEST_P(PaymentProviderContract, AuthorizesOnceForAKey) {
    const auto first = authorize("order-1", subject_->good());
    subject_->restart();
    const auto second = authorize("order-1", subject_->good());
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->payment_id, second->payment_id);
    EXPECT_EQ(first->card_last_four, "4242");
    const auto found = find("order-1");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->state, PaymentState::authorized);
    EXPECT_EQ(found->amount.value, 1234);
    EXPECT_EQ(found->authorization.payment_id, first->payment_id);
    EXPECT_NE(authorize("order-2", subject_->good())->payment_id, first->payment_id);
}

TEST_P(PaymentProviderContract, RemembersADecline) {
    EXPECT_FALSE(authorize("order-1", subject_->declined()));
    EXPECT_FALSE(authorize("order-1", subject_->good())) << "the key has its answer";
    EXPECT_EQ(find("order-1")->state, PaymentState::declined);
    EXPECT_TRUE(authorize("order-1-2", subject_->good()));
}

TEST_P(PaymentProviderContract, CapturesAndVoidsAsOftenAsAsked) {
    const auto kept = authorize("order-1", subject_->good())->payment_id;
    const auto given_back = authorize("order-2", subject_->good())->payment_id;
    for (int i = 0; i < 2; ++i) {
        run_task(provider().capture(kept));
        run_task(provider().void_payment(given_back));
    }
    EXPECT_EQ(find("order-1")->state, PaymentState::captured);
    EXPECT_EQ(find("order-2")->state, PaymentState::voided);
    EXPECT_THROW(run_task(provider().void_payment(kept)), PaymentOutcomeUnknown);
    EXPECT_THROW(run_task(provider().capture(given_back)), PaymentOutcomeUnknown);
}

TEST_P(PaymentProviderContract, LetsNothingLandUnderACancelledKey) {
    EXPECT_FALSE(find("order-1"));
    EXPECT_EQ(cancel("order-1").state, PaymentState::cancelled);
    subject_->restart();
    const auto late = authorize("order-1", subject_->good());
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().reason, DeclineReason::cancelled);
    EXPECT_EQ(find("order-1")->state, PaymentState::cancelled);
}

TEST_P(PaymentProviderContract, LeavesAnAuthorizationThatCameBeforeTheCancel) {
    const auto payment = authorize("order-1", subject_->good());
    const auto answer = cancel("order-1");
    EXPECT_EQ(answer.state, PaymentState::authorized);
    EXPECT_EQ(answer.authorization.payment_id, payment->payment_id);
}

}  // namespace fairgate::testing
