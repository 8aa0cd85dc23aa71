#include "http/engine_test.hpp"
#include "support/soon.hpp"
#include "support/unpack.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace fairgate::testing {
namespace {

using ::testing::HasSubstr;

class Journey : public EngineTest {};

TEST_P(Journey, GoesFromTheListToTicketsWithQrCodes) {
    auto fan = client();
    const auto events = fan.get("/api/events?q=lamps&status=on_sale").data();
    ASSERT_EQ(events.at("events").as_array().size(), 1U);
    EXPECT_EQ(events.at("events").at(0).at("minPrice").as_int64(), 13'125);

    const auto reserved = fan.post("/api/seats/reserve", reserve_body(R"("4","5")"));
    ASSERT_EQ(reserved.status, 200) << reserved.body;
    EXPECT_EQ(reserved.data().at("reservation").at("totalAmount").as_int64(), 26'250);
    const auto current = fan.get("/api/reservations/current?eventId=" + event_).data();
    EXPECT_EQ(current.at("reservation"), reserved.data().at("reservation"));

    const auto paid = fan.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242"));
    ASSERT_EQ(paid.status, 201) << paid.body;
    EXPECT_EQ(paid.data().at("status").as_string(), "paid");
    const auto again = fan.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242"));
    EXPECT_EQ(again.body, paid.body);

    const std::string order(paid.data().at("id").as_string());
    const auto tickets = fan.get("/api/orders/" + order + "/tickets").data();
    ASSERT_EQ(tickets.at("tickets").as_array().size(), 2U);
    const auto picture = fan.get(std::string(tickets.at("tickets").at(0).at("qrUrl").as_string()));
    EXPECT_EQ(picture.header("Content-Type"), "image/svg+xml");
    EXPECT_THAT(picture.body, HasSubstr("<svg"));
    const auto seats = fan.get("/api/events/" + event_ + "/seats").data();
    EXPECT_EQ(seats.at("seats").at(4).at("status").as_string(), "sold");
    EXPECT_EQ(seats.at("availability").at("sold").as_int64(), 2);
}

TEST_P(Journey, ASpanOfDatesHasItsLastDayInAndATimeIsExact) {
    auto fan = client();
    const auto finds = [&](const std::string& to) {
        const auto list = fan.get("/api/events?to=" + to).data();
        const auto& events = list.at("events").as_array();
        return std::ranges::any_of(events, [&](const auto& e) { return e.at("id").as_string() == event_; });
    };
    const std::string time(fan.get("/api/events/" + event_).data().at("eventDate").as_string());
    const auto after = from_rfc3339(time).value() + std::chrono::milliseconds{1};
    EXPECT_TRUE(finds(time.substr(0, 10)));
    EXPECT_FALSE(finds(to_rfc3339(after - std::chrono::days{1}).substr(0, 10)));
    EXPECT_FALSE(finds(time));
    EXPECT_TRUE(finds(to_rfc3339(after)));
}

TEST_P(Journey, PacksThePlanForWhoTakesIt) {
    auto fan = client();
    const std::string hash(fan.get("/api/events/" + event_).data().at("planHash").as_string());
    const auto plain = fan.get("/api/plans/" + hash);
    const auto packed = fan.get("/api/plans/" + hash, {{"Accept-Encoding", "gzip"}});
    EXPECT_EQ(plain.header("Content-Encoding"), "");
    EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
    EXPECT_EQ(testing::gunzip(packed.body), plain.body);
    EXPECT_LT(packed.body.size(), plain.body.size());
    const auto known = fan.get("/api/plans/" + hash,
                               {{"Accept-Encoding", "gzip"}, {"If-None-Match", packed.header("ETag")}});
    EXPECT_EQ(known.status, 304);
}

TEST_P(Journey, DeclinedCardLeavesTheKeyOpenForAnother) {
    auto fan = client();
    ASSERT_EQ(fan.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    const auto declined = fan.post("/api/checkout", checkout_body("key-of-ann-2", "4000000000000002"));
    EXPECT_EQ(declined.status, 402);
    EXPECT_EQ(fan.post("/api/checkout", checkout_body("key-of-ann-2", "4242424242424242")).status, 201);
}

TEST_P(Journey, OtherPeopleSeeNothingOfAnOrder) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    const auto paid = ann.post("/api/checkout", checkout_body("key-of-ann-3", "4242424242424242"));
    const std::string order(paid.data().at("id").as_string());
    const auto tickets = ann.get("/api/orders/" + order + "/tickets").data();
    auto bob = client();
    EXPECT_EQ(bob.get("/api/orders/" + order).status, 404);
    EXPECT_EQ(bob.get("/api/orders/" + order + "/tickets").status, 404);
    EXPECT_EQ(bob.get(std::string(tickets.at("tickets").at(0).at("qrUrl").as_string())).status, 404);
    EXPECT_TRUE(bob.get("/api/orders").data().at("orders").as_array().empty());
    const auto stolen = bob.post("/api/checkout", checkout_body("key-of-ann-3", "4242424242424242"));
    EXPECT_EQ(stolen.status, 422);
    EXPECT_EQ(stolen.body.find(order), std::string::npos);
}

TEST_P(Journey, SeatsThatSomebodyElseHoldsAreNamed) {
    auto ann = client();
    auto bob = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("1","2")")).status, 200);
    const auto some = bob.post("/api/seats/reserve", reserve_body(R"("2","3")"));
    EXPECT_EQ(some.status, 200);
    EXPECT_EQ(json::serialize(some.data().at("unavailableSeats")), R"(["2"])");
    const auto none = bob.post("/api/seats/reserve", reserve_body(R"("1","2")"));
    EXPECT_EQ(none.status, 409);
    EXPECT_EQ(none.code(), "seats_unavailable");
    EXPECT_EQ(bob.post("/api/seats/release", R"({"eventId":")" + event_ + R"("})").status, 200);
}

TEST_P(Journey, AccountKeepsItsOrdersAndItsHold) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("7")")).status, 200);
    const auto before = ann.cookie;
    const auto registered = ann.post(
        "/api/auth/register", R"({"email":"Ann@Example.org","password":"correct horse","name":"Ann"})");
    ASSERT_EQ(registered.status, 201) << registered.body;
    EXPECT_THAT(registered.header("Set-Cookie"), HasSubstr("HttpOnly; SameSite=Lax"));
    EXPECT_NE(ann.cookie, before);
    EXPECT_TRUE(
        ann.get("/api/reservations/current?eventId=" + event_).data().as_object().contains("reservation"));
    EXPECT_EQ(ann.get("/api/auth/me").data().at("user").at("email").as_string(), "ann@example.org");

    auto thief = client();
    thief.cookie = before;
    EXPECT_FALSE(thief.get("/api/auth/me").data().as_object().contains("user"));
    const auto wrong =
        thief.post("/api/auth/login", R"({"email":"ann@example.org","password":"wrong horse!"})");
    EXPECT_EQ(wrong.status, 401);
}

class ShortHolds : public Journey {
    void adjust(cli::ServeOptions& options) override {
        Journey::adjust(options);
        options.hold_seconds = 1;
    }
};

TEST_P(ShortHolds, EndOnTimeAndTheSeatsComeBack) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    EXPECT_TRUE(soon([&] {
        const auto seats = ann.get("/api/events/" + event_ + "/seats").data().at("seats");
        return seats.at(1).at("status").as_string() == "available";
    }));
    const auto late = ann.post("/api/checkout", checkout_body("key-of-ann-4", "4242424242424242"));
    EXPECT_EQ(late.status, 410);
    EXPECT_EQ(late.code(), "reservation_expired");
}

INSTANTIATE_TEST_SUITE_P(Engines, Journey, ::testing::ValuesIn(kEngines), name_of);
INSTANTIATE_TEST_SUITE_P(Engines, ShortHolds, ::testing::ValuesIn(kEngines), name_of);

}  // namespace
}  // namespace fairgate::testing
