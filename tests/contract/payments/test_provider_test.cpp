#include "adapters/payments/test_provider.hpp"

#include "base/manual_clock.hpp"
#include "contract/payments/payment_provider_contract.hpp"
#include "support/temporary_folder.hpp"

namespace fairgate::testing {
namespace {

api::PaymentMethod card(std::string number) {
    return {.number = std::move(number), .exp_month = 12, .exp_year = 2030, .cvc = "123"};
}

class TestProviderUnderTest final : public PaymentProviderUnderTest {
  public:
    explicit TestProviderUnderTest(TestProvider::LedgerUse use) : use_(use) { restart(); }
    PaymentProvider& provider() override { return *provider_; }
    api::PaymentMethod good() const override { return card("4242424242424242"); }
    api::PaymentMethod declined() const override { return card("4000000000000002"); }
    void restart() override {
        provider_.reset();
        provider_.emplace(folder_.path(), clock_, use_);
    }

  private:
    TestProvider::LedgerUse use_;
    TemporaryFolder folder_;
    ManualClock clock_{Timestamp{}};
    std::optional<TestProvider> provider_;
};

const PaymentProviderFactory kTest = [] {
    return std::make_unique<TestProviderUnderTest>(TestProvider::LedgerUse::alone);
};
const PaymentProviderFactory kSharedTest = [] {
    return std::make_unique<TestProviderUnderTest>(TestProvider::LedgerUse::shared);
};
INSTANTIATE_TEST_SUITE_P(Test, PaymentProviderContract, ::testing::Values(kTest));
INSTANTIATE_TEST_SUITE_P(SharedTest, PaymentProviderContract, ::testing::Values(kSharedTest));

TEST(TestProviderTest, KnowsWhatAnotherNodeAuthorized) {
    const TemporaryFolder folder;
    ManualClock clock{Timestamp{}};
    const auto ledger = folder.path() / "payments";
    TestProvider north(ledger, clock, TestProvider::LedgerUse::shared);
    TestProvider south(ledger, clock, TestProvider::LedgerUse::shared);
    const PaymentAttempt attempt{"a", MinorUnits{100}, "EUR", {}};
    const auto paid = run_task(north.authorize({attempt, card("4242424242424242")}));
    ASSERT_TRUE(paid);
    ASSERT_EQ(run_task(south.find({.key = "a"}))->authorization.payment_id, paid->payment_id);
    run_task(south.capture(paid->payment_id));
    EXPECT_EQ(run_task(north.find({.key = "a"}))->state, PaymentState::captured);
}

TEST(TestProviderTest, PlaysEachCardItsPart) {
    const TemporaryFolder folder;
    ManualClock clock{Timestamp{}};
    TestProvider provider(folder.path(), clock);
    const auto pay = [&](std::string key, api::PaymentMethod method) {
        return run_task(
            provider.authorize({{std::move(key), MinorUnits{100}, "EUR", {}}, std::move(method)}));
    };
    EXPECT_TRUE(pay("a", card("5555 5555 5555 4444")));
    EXPECT_EQ(pay("b", card("4000000000009995")).error().reason, DeclineReason::insufficient_funds);
    EXPECT_EQ(pay("c", card("4111111111111111")).error().reason, DeclineReason::card_declined)
        << "a stray card";
    EXPECT_THROW(pay("d", card("4000000000000341")), PaymentOutcomeUnknown);
    EXPECT_EQ(run_task(provider.find({.key = "d"}))->state, PaymentState::authorized);
    EXPECT_TRUE(pay("e", {.type = api::PaymentMethodType::token, .token = "tok_visa"}));
    EXPECT_FALSE(pay("f", {.type = api::PaymentMethodType::token, .token = "tok_chargeDeclined"}));
    EXPECT_EQ(TestProvider::read_ledger(folder.path()).size(), 6u);
}

}  // namespace
}  // namespace fairgate::testing
