#include "cli/cli_error.hpp"
#include "http/engine_test.hpp"
#include "support/soon.hpp"
#include "support/stripe_event.hpp"
#include "support/stripe_server.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

namespace fairgate::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using enum StripeServer::Trouble;

constexpr const char* kSecret = "whsec_of_the_test";
constexpr const char* kWebhook = "/api/webhooks/stripe";
constexpr const char* kChanged = "payment_intent.amount_capturable_updated";

/// A server whose payments go through a stand-in of Stripe.
class StripeTest : public EngineTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        EngineTest::adjust(options);
        std::ofstream(folder_.path() / "stripe.key") << StripeServer::kSecretKey << "\n";
        std::ofstream(folder_.path() / "stripe.webhook") << kSecret << "\n";
        options.payments = {.provider = "stripe",
                            .stripe_key_file = folder_.path() / "stripe.key",
                            .stripe_publishable_key = "pk_test_stand_in",
                            .stripe_webhook_secret_file = folder_.path() / "stripe.webhook",
                            .stripe_api_base = stripe_.url()};
        options.payment_seconds = payment_seconds_;
    }

    std::string token_body(const std::string& token = "pm_card_visa",
                           const std::string& key = "key-of-ann-1") {
        return fmt::format(R"({{"eventId":"{}","idempotencyKey":"{}","email":"ann@example.org",)"
                           R"("paymentMethod":{{"type":"token","token":"{}"}}}})",
                           event_, key, token);
    }
    HttpClient shopper() {
        auto ann = client();
        EXPECT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("4","5")")).status, 200);
        return ann;
    }
    Answer tell(const std::string& body, const HttpClient::Headers& more = {}) {
        HttpClient::Headers headers = more;
        headers.try_emplace("Stripe-Signature", stripe_signature(body, kSecret, clock_.now()));
        return client().post(kWebhook, body, headers);
    }
    std::string payment_key() { return stripe_.intents().at(0).key; }
    std::string payment_status() { return stripe_.intents().at(0).status; }
    bool comes(const std::function<bool()>& check) { return soon(check); }

    int payment_seconds_ = 10;
    StripeServer stripe_;
};

TEST_P(StripeTest, SellsSeatsForAToken) {
    auto ann = shopper();
    const auto paid = ann.post("/api/checkout", token_body());
    ASSERT_EQ(paid.status, 201) << paid.body;
    EXPECT_EQ(paid.data().at("cardLastFour").as_string(), "4242");
    EXPECT_TRUE(comes([&] { return payment_status() == "succeeded"; })) << "captured";
    const auto intent = stripe_.intents().at(0);
    EXPECT_EQ(intent.amount, paid.data().at("totalAmount").as_int64());
    EXPECT_EQ(intent.currency, "usd");
    EXPECT_EQ(ann.post("/api/checkout", token_body()).body, paid.body) << "one key, one answer";
    EXPECT_EQ(stripe_.intents().size(), 1u);
}

TEST_P(StripeTest, RefusesCardNumbersBeforeAnythingElseHappens) {
    auto ann = shopper();
    const auto answer = ann.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242"));
    EXPECT_EQ(answer.status, 422);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("paymentMethod.type"), Not(HasSubstr("4242"))));
    EXPECT_TRUE(stripe_.intents().empty());
    EXPECT_TRUE(ann.get("/api/orders").data().at("orders").as_array().empty());
    EXPECT_EQ(ann.post("/api/checkout", token_body()).status, 201) << "the key is still free";
    EXPECT_THAT(stripe_.received(), Not(HasSubstr("4242424242424242")));
}

TEST_P(StripeTest, LeavesTheSeatsAndTheKeyAfterADecline) {
    auto ann = shopper();
    const auto declined = ann.post("/api/checkout", token_body("pm_card_authenticationRequired"));
    EXPECT_EQ(declined.status, 402);
    EXPECT_THAT(declined.body, HasSubstr("authentication_required"));
    EXPECT_EQ(ann.post("/api/checkout", token_body("pm_card_chargeDeclined")).status, 402);
    EXPECT_EQ(ann.post("/api/checkout", token_body()).status, 201);
}

TEST_P(StripeTest, FinishesAPaymentWhoseAnswerWasLostWhenAskedAgain) {
    stripe_.next("confirm", cut_after);
    auto ann = shopper();
    const auto lost = ann.post("/api/checkout", token_body());
    EXPECT_EQ(lost.status, 503);
    EXPECT_EQ(lost.code(), "payment_unknown");
    EXPECT_EQ(ann.post("/api/checkout", token_body()).status, 201);
    EXPECT_EQ(stripe_.intents().size(), 1u);
    EXPECT_TRUE(comes([&] { return payment_status() == "succeeded"; }));
}

TEST_P(StripeTest, FinishesAPaymentOnAnEvent) {
    stripe_.next("confirm", cut_after);
    auto ann = shopper();
    ASSERT_EQ(ann.post("/api/checkout", token_body()).code(), "payment_unknown");
    const auto orders = [&] { return ann.get("/api/orders").data().at("orders").as_array(); };
    ASSERT_EQ(orders().at(0).at("status").as_string(), "pending");

    const auto event = stripe_event("evt_1", kChanged, payment_key());
    EXPECT_EQ(tell(event, {{"Stripe-Signature", "t=1,v1=00"}}).status, 400);
    EXPECT_EQ(orders().at(0).at("status").as_string(), "pending");
    const auto taken = tell(event);
    EXPECT_EQ(taken.status, 200) << taken.body;
    EXPECT_EQ(orders().at(0).at("status").as_string(), "paid");
    EXPECT_EQ(payment_status(), "succeeded");
    EXPECT_EQ(taken.header("Set-Cookie"), "");

    const int looks = stripe_.calls("retrieve");
    EXPECT_EQ(tell(event).status, 200) << "a repeat";
    EXPECT_EQ(stripe_.calls("retrieve"), looks);
}

TEST_P(StripeTest, TakesNoEventThatStripeDidNotSign) {
    const auto body = stripe_event("evt_1", kChanged, "order-1");
    for (const auto& signature : {std::string(), stripe_signature(body, "whsec_of_another", clock_.now()),
                                  stripe_signature(body + " ", kSecret, clock_.now()),
                                  stripe_signature(body, kSecret, clock_.now() - std::chrono::minutes{6})}) {
        const auto answer = tell(body, {{"Stripe-Signature", signature}});
        EXPECT_EQ(answer.status, 400) << signature;
        EXPECT_EQ(answer.code(), "bad_signature");
    }
    EXPECT_EQ(tell(body).status, 200);
    EXPECT_EQ(tell(stripe_event("evt_2", "invoice.paid", "")).status, 200) << "an event of no concern";
}

TEST_P(StripeTest, OpensNothingButTheWebhookToOtherOrigins) {
    const auto body = stripe_event("evt_1", kChanged, "order-1");
    const HttpClient::Headers foreign{{"Origin", "https://elsewhere.example"},
                                      {"Sec-Fetch-Site", "cross-site"},
                                      {"Content-Type", "text/plain"}};
    EXPECT_EQ(tell(body, foreign).status, 200);
    auto ann = shopper();
    EXPECT_EQ(ann.post("/api/checkout", token_body(), foreign).code(), "foreign_origin");
    EXPECT_EQ(ann.post("/api/checkout", token_body(), {{"Content-Type", "text/plain"}}).code(), "not_json");
    EXPECT_EQ(client().get(kWebhook).status, 405);
    EXPECT_EQ(tell(std::string(70'000, ' ')).status, 413);
}

TEST_P(StripeTest, TellsTheWebAppAndTheBrowserWhereStripeIs) {
    const auto answer = client().get("/api/config");
    EXPECT_FALSE(answer.data().at("testPayments").as_bool());
    EXPECT_EQ(answer.data().at("stripe").at("publishableKey").as_string(), "pk_test_stand_in");
    EXPECT_EQ(answer.data().at("stripe").at("scriptUrl").as_string(), "https://js.stripe.com/v3/");
    EXPECT_THAT(answer.body, Not(HasSubstr("sk_test")));
    const auto policy = answer.header("Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("script-src 'self' https://js.stripe.com; "));
    EXPECT_THAT(policy, HasSubstr("frame-src https://js.stripe.com; "));
    EXPECT_THAT(policy, HasSubstr("connect-src 'self' " + stripe_.url() + "; "));
    EXPECT_THAT(policy, HasSubstr("default-src 'none'; "));
}

class StripeOutageTest : public StripeTest {
  protected:
    StripeOutageTest() { payment_seconds_ = 1; }
};

TEST_P(StripeOutageTest, CancelsAPaymentThatNeverLandedAndLetsTheBuyerPayAgain) {
    stripe_.next("confirm", cut_before);
    auto ann = shopper();
    ASSERT_EQ(ann.post("/api/checkout", token_body()).code(), "payment_unknown");
    EXPECT_TRUE(comes([&] { return ann.post("/api/checkout", token_body()).status == 201; }));
    const auto intents = stripe_.intents();
    ASSERT_EQ(intents.size(), 2u);
    EXPECT_EQ(intents[0].status, "canceled");
    EXPECT_TRUE(comes([&] { return stripe_.intents()[1].status == "succeeded"; }));
}

INSTANTIATE_TEST_SUITE_P(Engines, StripeTest, ::testing::ValuesIn(kEngines), name_of);
INSTANTIATE_TEST_SUITE_P(Engines, StripeOutageTest, ::testing::ValuesIn(kEngines), name_of);

class OtherProviderTest : public ServerTest {};

TEST_F(OtherProviderTest, KnowsNothingOfStripe) {
    EXPECT_EQ(client().post(kWebhook, "{}").status, 404);
    const auto answer = client().get("/api/config");
    EXPECT_FALSE(answer.data().as_object().contains("stripe"));
    EXPECT_THAT(answer.header("Content-Security-Policy"),
                AllOf(HasSubstr("script-src 'self'; "), HasSubstr("connect-src 'self'; "),
                      Not(HasSubstr("stripe")), Not(HasSubstr("frame-src"))));
}

TEST(PaymentOptionsTest, RefusesWhatWouldGiveASecretAway) {
    const TemporaryFolder folder;
    SystemClock clock;
    std::ofstream(folder.path() / "key") << "sk_test_1\n";
    const cli::PaymentOptions good{.provider = "stripe",
                                   .stripe_key_file = folder.path() / "key",
                                   .stripe_publishable_key = "pk_test_1"};
    const auto refuses = [&](auto change) {
        cli::PaymentOptions options = good;
        change(options);
        try {
            cli::payment_origins(options);
            cli::make_payment_provider(options, folder.path(), clock);
        } catch (const cli::CliError&) {
            return true;
        }
        return false;
    };
    EXPECT_FALSE(refuses([](auto&) {}));
    EXPECT_EQ(cli::payment_origins(good).scripts, "https://js.stripe.com");
    EXPECT_EQ(cli::payment_origins(good).calls, "https://api.stripe.com");
    EXPECT_TRUE(refuses([](auto& o) { o.stripe_publishable_key = "sk_test_1"; }));
    EXPECT_TRUE(refuses([](auto& o) { o.stripe_key_file.clear(); }));
    EXPECT_TRUE(refuses([](auto& o) { o.stripe_api_base = "http://api.stripe.com"; }));
    EXPECT_TRUE(refuses([](auto& o) { o.stripe_js_url = "http://js.stripe.com/v3/"; }));
    EXPECT_TRUE(refuses([](auto& o) { o.stripe_js_url = "https://a,b/v3"; }));
    EXPECT_TRUE(refuses([](auto& o) { o.stripe_api_base = "ftp://127.0.0.1"; }));
}

}  // namespace
}  // namespace fairgate::testing
