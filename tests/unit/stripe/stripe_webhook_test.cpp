#include "adapters/stripe/stripe_webhook.hpp"

#include "adapters/sqlite/sqlite_inbox_store.hpp"
#include "adapters/sqlite/store_file.hpp"
#include "base/manual_clock.hpp"
#include "support/run_task.hpp"
#include "support/stripe_event.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace fairgate::testing {
namespace {

using stripe::is_signed;
using ::testing::ElementsAre;

constexpr std::chrono::minutes kTolerance{5};
constexpr const char* kSecret = "whsec_of_the_test";
constexpr const char* kChanged = "payment_intent.amount_capturable_updated";
const Timestamp kNow{std::chrono::seconds{1'700'000'000}};

bool accepts(const std::string& header, std::string_view body = "{}", Timestamp now = kNow) {
    return is_signed(header, body, kSecret, now, kTolerance);
}

TEST(StripeSignatureTest, KnowsASignatureMadeByHand) {
    // printf '1700000000.{}' | openssl dgst -sha256 -hmac whsec_of_the_test
    EXPECT_TRUE(accepts("t=1700000000,v1=527d489008cbf089e2ff00238b304e542b15651788ce89e1e8e74aae63b8ec16"));
}

TEST(StripeSignatureTest, RefusesWhatWasTamperedWith) {
    const std::string good = stripe_signature("{}", kSecret, kNow);
    EXPECT_TRUE(accepts(good));
    EXPECT_FALSE(accepts(good, "{ }"));
    EXPECT_FALSE(accepts(stripe_signature("{}", "whsec_of_another", kNow)));
    std::string later = good;
    later.replace(later.find("1700000000"), 10, "1700000001");
    EXPECT_FALSE(accepts(later)) << "the time is signed, too";
    std::string shorter = good.substr(0, good.find(",v0"));
    shorter.pop_back();
    EXPECT_FALSE(accepts(shorter));
}

TEST(StripeSignatureTest, RefusesWhatIsTooOldOrFromTheFuture) {
    const std::string header = stripe_signature("{}", kSecret, kNow);
    EXPECT_TRUE(accepts(header, "{}", kNow + kTolerance));
    EXPECT_TRUE(accepts(header, "{}", kNow - kTolerance));
    EXPECT_FALSE(accepts(header, "{}", kNow + kTolerance + std::chrono::milliseconds{1}));
    EXPECT_FALSE(accepts(header, "{}", kNow - kTolerance - std::chrono::milliseconds{1}));
}

TEST(StripeSignatureTest, LetsOneOfSeveralSignaturesBeRight) {
    const std::string right = stripe_digest("{}", kSecret, 1'700'000'000);
    const std::string wrong(right.size(), 'a');
    EXPECT_TRUE(accepts("t=1700000000,v1=" + wrong + ",v1=" + right));
    EXPECT_FALSE(accepts("t=1700000000,v1=" + wrong + ",v0=" + right)) << "another scheme";
}

TEST(StripeSignatureTest, RefusesHeadersThatAreNone) {
    for (const auto* header : {"", ",", "t=", "v1=", "t=1700000000", "t=1700000000,v1=", "t=soon,v1=00",
                               "t=99999999999999999999,v1=00", "t=-1,v1=00"}) {
        EXPECT_FALSE(accepts(header)) << header;
    }
}

class StripeWebhookTest : public ::testing::Test {
  protected:
    bool take(const std::string& body) {
        return run_task(webhook_.take(stripe_signature(body, kSecret, clock_.now()), body));
    }
    Task<void> changed(OrderId order) {
        if (is_store_away_) throw std::runtime_error("the store is away");
        changed_.push_back(order);
        co_return;
    }

    TemporaryFolder folder_;
    ManualClock clock_{kNow};
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteInboxStore store_{file_};
    Inbox inbox_{store_, clock_};
    bool is_store_away_ = false;
    std::vector<OrderId> changed_;
    stripe::StripeWebhook webhook_{kSecret, clock_, inbox_, [this](OrderId order) { return changed(order); }};
    const OrderId order_{77};
    const std::string key_ = order_.text() + "-2";
};

TEST_F(StripeWebhookTest, LetsTheOrderBeLookedAtOnceForEachEvent) {
    EXPECT_TRUE(take(stripe_event("evt_1", kChanged, key_)));
    EXPECT_TRUE(take(stripe_event("evt_1", kChanged, key_)));
    EXPECT_THAT(changed_, ElementsAre(order_));
    EXPECT_TRUE(take(stripe_event("evt_2", "payment_intent.canceled", key_)));
    EXPECT_THAT(changed_, ElementsAre(order_, order_));
}

TEST_F(StripeWebhookTest, TakesAnEventAgainThatCouldNotBeHandled) {
    is_store_away_ = true;
    EXPECT_ANY_THROW(take(stripe_event("evt_1", kChanged, key_)));
    is_store_away_ = false;
    EXPECT_TRUE(take(stripe_event("evt_1", kChanged, key_)));
    EXPECT_THAT(changed_, ElementsAre(order_));
}

TEST_F(StripeWebhookTest, PassesOverWhatIsNotAboutAnOrder) {
    for (const auto& body :
         {stripe_event("evt_1", "invoice.paid", key_), stripe_event("evt_2", kChanged, ""),
          stripe_event("evt_3", kChanged, "of another shop"), stripe_event("", kChanged, key_),
          stripe_event(std::string(300, 'e'), kChanged, key_), std::string("[]"), std::string("{"),
          std::string()}) {
        EXPECT_TRUE(take(body)) << body;
    }
    EXPECT_TRUE(changed_.empty());
}

TEST_F(StripeWebhookTest, DoesNothingForAnEventThatNobodySigned) {
    const auto body = stripe_event("evt_1", kChanged, key_);
    EXPECT_FALSE(run_task(webhook_.take("", body)));
    EXPECT_FALSE(run_task(webhook_.take(stripe_signature(body, "whsec_x", clock_.now()), body)));
    EXPECT_TRUE(changed_.empty());
}

}  // namespace
}  // namespace fairgate::testing
