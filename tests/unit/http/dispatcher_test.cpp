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
        Route place{Verb::get, "/api/queue/{eventId}/status", fine};
        place.at_hand = at_hand;
        router_.add(std::move(place));
    }

    /// Of a member alone, in one's own room alone.
    static std::optional<Response> at_hand(Request& request) {
        if (request.path_values.at(0) == "unknown") return std::nullopt;
        return success(request.session.id.text());
    }

    static std::optional<Session> member(std::string_view cookie) {
        if (cookie != "member") return std::nullopt;
        return Session{SessionId{7}, {}};
    }

    Response ask(Verb verb, std::string_view path, std::string_view cookie = "") {
        Request request;
        boost::beast::http::fields fields;
        fields.set(Field::cookie, "fairgate_session=" + std::string(cookie));
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
    Dispatcher dispatcher_{router_, nobody, no_page, overload_, random_, member};
};

constexpr std::string_view kAtHand = R"({"success":true,"data":0000000000007})";
constexpr std::string_view kFromHandler = R"({"success":true,"data":{}})";

TEST_F(DispatcherTest, AnswersAtOnceWhoIsKnownFromMemory) {
    EXPECT_EQ(ask(Verb::get, "/api/queue/1/status", "member").body_text(), kAtHand);
    EXPECT_EQ(ask(Verb::get, "/api/queue/1/status", "stranger").body_text(), kFromHandler);
    EXPECT_EQ(ask(Verb::get, "/api/queue/unknown/status", "member").body_text(), kFromHandler);
    EXPECT_EQ(ask(Verb::post, "/api/queue/1/status", "member").status, 405);
}

TEST_F(DispatcherTest, AnswersNobodyAtOnceWhenThereIsTooMuchToDo) {
    overload();
    EXPECT_EQ(ask(Verb::get, "/api/queue/1/status", "member").status, 503);
}

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
