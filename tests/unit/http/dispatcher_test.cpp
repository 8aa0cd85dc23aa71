#include "http/dispatcher.hpp"

#include "http/tiers.hpp"
#include "support/run_task.hpp"

#include <gtest/gtest.h>

namespace fairgate::http {
namespace {

Task<Response> fine(Request&) {
    co_return success("{}");
}

Task<ResolvedRequestSession> nobody(std::string) {
    co_return ResolvedRequestSession{};
}

Response no_page(const Request&) {
    return failure(404, "not_found", "There is no such page.");
}

class DispatcherTest : public ::testing::Test {
  protected:
    DispatcherTest() {
        router_.add({Verb::get, "/api/events", fine});
        router_.add({Verb::post, "/api/checkout", fine});
    }

    Response ask(Verb verb, std::string_view path) {
        Request request;
        const boost::beast::http::fields fields;
        request.verb = verb;
        request.path = path;
        request.fields = &fields;
        return testing::run_task(dispatcher_.answer(request));
    }

    void overload() {
        for (int step = 0; step < 100; ++step) {
            overload_.loop_was_late(std::chrono::seconds{1});
            overload_.step();
        }
    }

    Router router_;
    OverloadControl overload_;
    SeededRandom random_{1};
    Dispatcher dispatcher_{router_, nobody, no_page, overload_, random_};
};

TEST_F(DispatcherTest, AsksBrowsersToComeAgainWhenThereIsTooMuchToDo) {
    EXPECT_EQ(ask(Verb::get, "/api/events").status, 200);
    overload();
    for (int i = 0; i < 20; ++i) {
        const Response refused = ask(Verb::get, "/api/events");
        EXPECT_EQ(refused.status, 503);
        EXPECT_NE(refused.body_text().find("\"code\":\"busy\""), std::string_view::npos);
        ASSERT_TRUE(refused.retry_after_seconds);
        EXPECT_GE(*refused.retry_after_seconds, 1U);
        EXPECT_LE(*refused.retry_after_seconds, 3U);
    }
}

TEST_F(DispatcherTest, LetsThePaymentThroughAllTheSame) {
    overload();
    EXPECT_EQ(ask(Verb::post, "/api/checkout").status, 200);
}

TEST(TierOf, ProtectsWhatMoneyAndSeatsDependOn) {
    EXPECT_EQ(tier_of(Verb::post, "/api/checkout"), Tier::finishing);
    EXPECT_EQ(tier_of(Verb::post, "/api/webhooks/stripe"), Tier::finishing);
    EXPECT_EQ(tier_of(Verb::post, "/api/seats/release"), Tier::finishing);
    EXPECT_EQ(tier_of(Verb::post, "/api/admin/queue/{eventId}"), Tier::finishing);
    EXPECT_EQ(tier_of(Verb::get, "/healthz"), Tier::finishing);
    EXPECT_EQ(tier_of(Verb::post, "/api/seats/reserve"), Tier::reserving);
    EXPECT_EQ(tier_of(Verb::post, "/api/seats/best-available"), Tier::reserving);
    EXPECT_EQ(tier_of(Verb::get, "/api/queue/{eventId}/status"), Tier::queueing);
    EXPECT_EQ(tier_of(Verb::get, "/api/events/{id}/seats"), Tier::browsing);
    EXPECT_EQ(tier_of(Verb::get, "/api/orders"), Tier::browsing);
}

}  // namespace
}  // namespace fairgate::http
