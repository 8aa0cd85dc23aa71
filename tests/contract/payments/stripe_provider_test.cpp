#include "adapters/stripe/stripe_provider.hpp"

#include "base/manual_clock.hpp"
#include "contract/payments/payment_provider_contract.hpp"
#include "support/stripe_server.hpp"

#include <fmt/format.h>

#include <future>

namespace fairgate::testing {
namespace {

using stripe::StripeProvider;
using stripe::StripeSettings;
using enum StripeServer::Trouble;

api::PaymentMethod token(std::string text) {
    return {.type = api::PaymentMethodType::token, .token = std::move(text)};
}

class StripeUnderTest final : public PaymentProviderUnderTest {
  public:
    StripeUnderTest() { restart(); }
    PaymentProvider& provider() override { return *provider_; }
    api::PaymentMethod good() const override { return token("pm_card_visa"); }
    api::PaymentMethod declined() const override { return token("pm_card_chargeDeclined"); }
    void restart() override {
        provider_.reset();
        provider_.emplace(StripeSettings{server_.url(), StripeServer::kSecretKey}, clock_);
    }

  private:
    StripeServer server_;
    ManualClock clock_{Timestamp{}};
    std::optional<StripeProvider> provider_;
};

const PaymentProviderFactory kStripe = [] { return std::make_unique<StripeUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Stripe, PaymentProviderContract, ::testing::Values(kStripe));

class StripeProviderTest : public ::testing::Test {
  protected:
    static PaymentAttempt attempt(std::string key = "order-1") {
        return {std::move(key), MinorUnits{1234}, "EUR", Timestamp{std::chrono::seconds{10}}};
    }
    auto pay(std::string text = "pm_card_visa", std::string key = "order-1") {
        return run_task(provider_.authorize({attempt(std::move(key)), token(std::move(text))}));
    }
    DeclineReason reason(const std::string& text, const std::string& key) {
        const auto answer = pay(text, key);
        EXPECT_FALSE(answer);
        return answer ? DeclineReason::cancelled : answer.error().reason;
    }
    std::optional<PaymentRecord> find() { return run_task(provider_.find(attempt())); }
    PaymentRecord cancel() { return run_task(provider_.cancel(attempt())); }

    StripeServer server_;
    ManualClock clock_{Timestamp{}};
    StripeProvider provider_{StripeSettings{server_.url(), StripeServer::kSecretKey}, clock_};
};

TEST_F(StripeProviderTest, SaysWhyACardWasDeclined) {
    EXPECT_EQ(reason("pm_card_chargeDeclined", "a"), DeclineReason::card_declined);
    EXPECT_EQ(reason("pm_card_chargeDeclinedInsufficientFunds", "b"), DeclineReason::insufficient_funds);
    EXPECT_EQ(reason("pm_card_authenticationRequired", "c"), DeclineReason::authentication_required);
    EXPECT_EQ(reason("pm_card_chargeDeclinedInsufficientFunds", "b"), DeclineReason::insufficient_funds);
}

TEST_F(StripeProviderTest, DeclinesATokenThatDoesNotExistAndEndsTheAttempt) {
    EXPECT_EQ(reason("pm_made_up", "order-1"), DeclineReason::card_declined);
    EXPECT_EQ(server_.intent("order-1").status, "canceled");
    EXPECT_FALSE(pay());
}

TEST_F(StripeProviderTest, SendsTokensEscaped) {
    EXPECT_FALSE(pay("pm_card_visa&amount=1"));
    EXPECT_EQ(server_.intent("order-1").status, "canceled");
}

TEST_F(StripeProviderTest, FindsWhatALostAnswerCameTo) {
    server_.next("confirm", cut_after);
    EXPECT_THROW(pay(), PaymentOutcomeUnknown);
    EXPECT_EQ(find()->state, PaymentState::authorized);
    EXPECT_EQ(find()->authorization.card_last_four, "4242");
    EXPECT_EQ(cancel().state, PaymentState::authorized) << "it has landed";
    EXPECT_EQ(pay()->payment_id, server_.intent("order-1").id);
    EXPECT_EQ(server_.intents().size(), 1u);
}

TEST_F(StripeProviderTest, NeverTakesTroubleForADecline) {
    for (const auto trouble : {cut_before, cut_after, broken, rate_limited}) {
        for (const auto* action : {"create", "confirm"}) {
            const std::string key = fmt::format("order-{}-{}", static_cast<int>(trouble), action);
            server_.next(action, trouble);
            EXPECT_THROW(pay("pm_card_visa", key), PaymentOutcomeUnknown) << key;
        }
    }
}

TEST_F(StripeProviderTest, GoesOnAfterALostBeginning) {
    server_.next("create", cut_after);
    EXPECT_THROW(pay(), PaymentOutcomeUnknown);
    EXPECT_FALSE(find());
    EXPECT_TRUE(pay());
    EXPECT_EQ(server_.intents().size(), 1u);
}

TEST_F(StripeProviderTest, EndsAnAttemptThatStripeFailedForGood) {
    server_.next("create", broken);
    EXPECT_THROW(pay(), PaymentOutcomeUnknown);
    EXPECT_FALSE(find());
    EXPECT_EQ(cancel().state, PaymentState::cancelled);
    EXPECT_EQ(pay().error().reason, DeclineReason::cancelled);
    EXPECT_TRUE(server_.intents().empty());
}

TEST_F(StripeProviderTest, EndsAnAttemptThatStripeWillNeverTake) {
    PaymentAttempt cheap = attempt();
    cheap.amount = MinorUnits{1};
    EXPECT_EQ(run_task(provider_.authorize({cheap, token("pm_card_visa")})).error().reason,
              DeclineReason::cancelled);
    EXPECT_FALSE(run_task(provider_.find(cheap)));
    EXPECT_EQ(run_task(provider_.cancel(cheap)).state, PaymentState::cancelled);
}

TEST_F(StripeProviderTest, NeverTakesAnotherAmountUnderTheSameKey) {
    EXPECT_TRUE(pay());
    PaymentAttempt other = attempt();
    other.amount = MinorUnits{4321};
    EXPECT_THROW(run_task(provider_.authorize({other, token("pm_card_visa")})), PaymentOutcomeUnknown);
}

TEST_F(StripeProviderTest, CannotCancelWhileAConfirmationRuns) {
    server_.next("confirm", held);
    auto paying = std::async(std::launch::async, [&] { return pay(); });
    while (server_.calls("confirm") == 0) std::this_thread::yield();
    EXPECT_EQ(server_.intent("order-1").status, "requires_capture");
    server_.set_status("order-1", "requires_confirmation");
    EXPECT_THROW(cancel(), PaymentOutcomeUnknown) << "the key of the decision is in use";
    server_.set_status("order-1", "requires_capture");
    server_.release();
    EXPECT_TRUE(paying.get());
    EXPECT_EQ(cancel().state, PaymentState::authorized);
}

TEST_F(StripeProviderTest, CancelsWhatAConfirmationLeftOnceNoneCanRun) {
    server_.next("confirm", broken);
    EXPECT_THROW(pay(), PaymentOutcomeUnknown);
    EXPECT_THROW(cancel(), PaymentOutcomeUnknown);
    clock_.advance(std::chrono::minutes{5});
    EXPECT_EQ(cancel().state, PaymentState::cancelled);
    EXPECT_EQ(pay().error().reason, DeclineReason::cancelled);
}

TEST_F(StripeProviderTest, LetsALateConfirmationLoseAgainstTheCancellation) {
    EXPECT_FALSE(find());
    const auto id = server_.intent("order-1").id;
    EXPECT_EQ(cancel().state, PaymentState::cancelled);
    server_.set_status("order-1", "requires_payment_method");
    stripe::Intents late(StripeSettings{server_.url(), StripeServer::kSecretKey});
    const auto answer = run_task(late.confirm(id, "pm_card_visa", "order-1-decision"));
    ASSERT_FALSE(answer) << "not by the intent's state alone";
    EXPECT_EQ(answer.error().type, "idempotency_error");
}

TEST_F(StripeProviderTest, TellsAnAuthorizationGivenBackFromAnAttemptGivenUp) {
    run_task(provider_.void_payment(pay()->payment_id));
    EXPECT_EQ(find()->state, PaymentState::voided);
    EXPECT_EQ(cancel().state, PaymentState::voided);
    EXPECT_EQ(pay().error().reason, DeclineReason::cancelled);
}

TEST_F(StripeProviderTest, RepeatsCapturesAndVoidsAfterErrorsThatStripeSaves) {
    const auto kept = pay("pm_card_visa", "a")->payment_id;
    const auto given_back = pay("pm_card_visa", "b")->payment_id;
    server_.next("capture", broken);
    server_.next("cancel", broken);
    EXPECT_THROW(run_task(provider_.capture(kept)), PaymentOutcomeUnknown);
    EXPECT_THROW(run_task(provider_.void_payment(given_back)), PaymentOutcomeUnknown);
    run_task(provider_.capture(kept));
    run_task(provider_.void_payment(given_back));
    EXPECT_EQ(server_.intent("a").status, "succeeded");
    EXPECT_EQ(server_.intent("b").status, "canceled");
}

TEST_F(StripeProviderTest, SearchesForAttemptsWhoseKeyStripeHasForgotten) {
    server_.next("confirm", cut_after);
    EXPECT_THROW(pay(), PaymentOutcomeUnknown);
    server_.next("confirm", cut_before);
    EXPECT_THROW(pay("pm_card_visa", "order-2"), PaymentOutcomeUnknown);
    clock_.advance(std::chrono::hours{25});
    server_.forget_keys();
    EXPECT_EQ(find()->state, PaymentState::authorized);
    EXPECT_EQ(run_task(provider_.cancel(attempt("order-2"))).state, PaymentState::cancelled);
    EXPECT_EQ(server_.intent("order-2").status, "canceled");
    EXPECT_FALSE(run_task(provider_.find(attempt("order-3"))));
    EXPECT_EQ(run_task(provider_.cancel(attempt("order-3"))).state, PaymentState::cancelled);
    EXPECT_EQ(pay("pm_card_visa", "order-3").error().reason, DeclineReason::cancelled);
    EXPECT_EQ(server_.intents().size(), 2u) << "nothing was begun anew";
}

TEST_F(StripeProviderTest, CountsMoneyAsStripeDoes) {
    const auto pay_in = [&](std::string currency) {
        const PaymentAttempt in{currency, MinorUnits{500}, currency, Timestamp{std::chrono::seconds{10}}};
        EXPECT_TRUE(run_task(provider_.authorize({in, token("pm_card_visa")})));
        EXPECT_EQ(run_task(provider_.find(in))->amount.value, 500);
        return server_.intent(currency).amount;
    };
    EXPECT_EQ(pay_in("USD"), 500);
    EXPECT_EQ(pay_in("JPY"), 500);
    EXPECT_EQ(pay_in("ISK"), 50'000);
}

TEST_F(StripeProviderTest, GivesUpOnASilentServerInTime) {
    StripeSettings settings{server_.url(), StripeServer::kSecretKey};
    settings.transfers.total_limit = std::chrono::milliseconds{50};
    StripeProvider impatient(settings, clock_);
    server_.next("create", held);
    EXPECT_THROW(run_task(impatient.find(attempt())), PaymentOutcomeUnknown);
    server_.release();
}

TEST_F(StripeProviderTest, RefusesCallsBeyondItsLimit) {
    StripeSettings settings{server_.url(), StripeServer::kSecretKey};
    settings.transfers.calls_max = 1;
    StripeProvider narrow(settings, clock_);
    server_.next("create", held);
    auto first = std::async(std::launch::async, [&] { return run_task(narrow.find(attempt())); });
    while (server_.calls("create") == 0) std::this_thread::yield();
    EXPECT_THROW(run_task(narrow.find(attempt("order-2"))), PaymentOutcomeUnknown);
    server_.release();
    EXPECT_FALSE(first.get());
}

TEST_F(StripeProviderTest, BreaksOffWhenItIsStopped) {
    server_.next("create", held);
    auto waiting = std::async(std::launch::async, [&] { return run_task(provider_.find(attempt())); });
    while (server_.calls("create") == 0) std::this_thread::yield();
    provider_.stop();
    EXPECT_THROW(waiting.get(), PaymentOutcomeUnknown);
    EXPECT_THROW(find(), PaymentOutcomeUnknown);
}

TEST_F(StripeProviderTest, NamesNeitherItsKeyNorStripesSentencesInAnError) {
    StripeProvider stranger(StripeSettings{server_.url(), "sk_test_of_somebody"}, clock_);
    try {
        run_task(stranger.find(attempt()));
        FAIL() << "the key is wrong";
    } catch (const PaymentOutcomeUnknown& error) {
        EXPECT_EQ(std::string(error.what()), "Stripe answered 401 invalid_request_error");
    }
}

}  // namespace
}  // namespace fairgate::testing
