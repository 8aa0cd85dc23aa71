#include "http/engine_test.hpp"
#include "support/soon.hpp"
#include "waitingroom/access_code.hpp"
#include "waitingroom/work_challenge.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>
#include <chrono>
#include <functional>

namespace fairgate::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kBobsLogin = R"({"email":"bob@example.org","password":"correct horse"})";

class WaitingRoomHttp : public EngineTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        EngineTest::adjust(options);
        options.room.shoppers_max = 1;
    }
    void adjust(EventRecord& event) override { event.high_demand = true; }

    std::string queue(const std::string& call, const std::string& event) const {
        return "/api/queue/" + event + "/" + call;
    }
    json::value join(HttpClient& fan, const std::string& event) {
        const auto answer = fan.post(queue("join", event), "{}");
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.data();
    }
    json::value status(HttpClient& fan) { return fan.get(queue("status", event_)).data(); }

    /// Asks until `wanted` is so; the test fails after many times as long as it can take.
    json::value wait_for(HttpClient& fan, const std::function<bool(const json::value&)>& wanted) {
        const Timestamp limit = clock_.now() + std::chrono::seconds{60};
        json::value last = status(fan);
        while (!wanted(last) && clock_.now() < limit) last = status(fan);
        EXPECT_TRUE(wanted(last)) << json::serialize(last);
        return last;
    }
    json::value wait_for_turn(HttpClient& fan) {
        return wait_for(fan, [](const json::value& s) { return s.at("canEnter").as_bool(); });
    }
    /// Ann, who steers.
    void log_in_as_admin(HttpClient& ann) {
        constexpr const char* kAnn = R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})";
        ASSERT_EQ(ann.post("/api/auth/register", kAnn).status, 201);
        auto& services = server_->services();
        ASSERT_TRUE(
            services.loops.wait_for(services.account_store.set_role("ann@example.org", api::Role::admin)));
    }
    void enter(HttpClient& fan) {
        wait_for_turn(fan);
        const auto entered = fan.post(queue("enter", event_), "");
        EXPECT_EQ(entered.data().at("status").as_string(), "active");
    }
};

TEST_P(WaitingRoomHttp, SellsOnlyToThoseWhoseTurnItWas) {
    auto ann = client();
    const auto barred = ann.post("/api/seats/reserve", reserve_body(R"("1")"));
    EXPECT_EQ(barred.status, 403);
    EXPECT_EQ(barred.code(), "not_admitted");
    const auto best =
        ann.post("/api/seats/best-available", fmt::format(R"({{"eventId":"{}","quantity":1}})", event_));
    EXPECT_EQ(best.code(), "not_admitted");
    EXPECT_EQ(ann.post("/api/checkout", checkout_body("key-of-ann-0", "4242424242424242")).code(),
              "not_admitted");

    const auto joined = join(ann, event_);
    EXPECT_EQ(joined.at("status").as_string(), "queued");
    const json::value entrant = joined.at("entrantId");
    EXPECT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("1")")).code(), "not_admitted");
    enter(ann);
    EXPECT_TRUE(status(ann).as_object().contains("windowEndsAt"));
    EXPECT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("1","2")")).status, 200);
    EXPECT_EQ(ann.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242")).status, 201);
    EXPECT_EQ(status(ann).at("status").as_string(), "not_in_queue") << "the window ends with the purchase";
    EXPECT_EQ(status(ann).at("entrantId"), entrant) << "a buyer can still find the own place in the draw";
    EXPECT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("3")")).code(), "not_admitted");
}

TEST_P(WaitingRoomHttp, ShowsTheSeatsToEverybodyUnlessTheyAreGuarded) {
    auto ann = client();
    EXPECT_EQ(ann.get("/api/events/" + event_ + "/availability").status, 200);
}

TEST_P(WaitingRoomHttp, TheDrawIsPromisedBeforeAnybodyAsks) {
    auto ann = client();
    const Timestamp limit = clock_.now() + std::chrono::seconds{60};
    auto& store = server_->services().stores->rooms();
    const auto count = [&] { return server_->services().loops.wait_for(store.rooms()).size(); };
    while (count() < 2 && clock_.now() < limit) ann.get("/healthz");
    EXPECT_EQ(count(), 2U) << "the event on sale and the one that is not yet";
}

TEST_P(WaitingRoomHttp, TheEventTellsWhatTheDrawHasPromised) {
    auto ann = client();
    const Timestamp limit = clock_.now() + std::chrono::seconds{60};
    const auto told = [&] { return ann.get("/api/events/" + upcoming_event_).data(); };
    while (!told().as_object().contains("commitment") && clock_.now() < limit) ann.get("/healthz");
    const auto draw = client().get(queue("draw", upcoming_event_)).data();
    EXPECT_EQ(told().at("commitment"), draw.at("commitment"));
}

class GuardedMapHttp : public WaitingRoomHttp {
  protected:
    void adjust(cli::ServeOptions& options) override {
        WaitingRoomHttp::adjust(options);
        options.room.guards_map = true;
        options.limits.stream_quiet_max = std::chrono::milliseconds{100};
    }
    using WaitingRoomHttp::adjust;
};

TEST_P(GuardedMapHttp, IsForThoseWhoWereLetIn) {
    auto ann = client();
    EXPECT_TRUE(ann.get("/api/config").data().at("seatMapGuarded").as_bool());
    for (const std::string call : {"seats", "availability", "stream"}) {
        const auto barred = ann.get("/api/events/" + event_ + "/" + call);
        EXPECT_EQ(barred.status, 403) << call;
        EXPECT_EQ(barred.code(), "not_admitted") << call;
    }
    join(ann, event_);
    EXPECT_EQ(ann.get("/api/events/" + event_ + "/availability").code(), "not_admitted");
    enter(ann);
    EXPECT_EQ(ann.get("/api/events/" + event_ + "/seats").status, 200);
    EXPECT_EQ(ann.get("/api/events/" + event_ + "/availability").status, 200);
    ann.post(queue("leave", event_), "");
    EXPECT_EQ(ann.get("/api/events/" + event_ + "/availability").code(), "not_admitted");
}

TEST_P(GuardedMapHttp, EndsAStreamWithTheWindow) {
    auto ann = client();
    join(ann, event_);
    enter(ann);
    asio::io_context loop;
    asio::ip::tcp::socket socket(loop);
    socket.connect({asio::ip::make_address("127.0.0.1"), port_});
    asio::write(socket, asio::buffer("GET /api/events/" + event_ +
                                     "/stream HTTP/1.1\r\nHost: a\r\nCookie: " + ann.cookie + "\r\n\r\n"));
    std::string read;
    asio::read_until(socket, asio::dynamic_buffer(read), "event: snapshot");
    read.clear();
    // A sign of life: by then it has been asked, too.
    asio::read_until(socket, asio::dynamic_buffer(read), ":\n\n");
    ann.post(queue("leave", event_), "");
    socket.non_blocking(true);
    EXPECT_TRUE(soon([&] {
        boost::system::error_code error;
        std::array<char, 4096> bytes;
        while (!error) socket.read_some(asio::buffer(bytes), error);
        return error == asio::error::eof;
    }));
}

TEST_P(WaitingRoomHttp, AReservationOfTheWindowIsPaidAfterIt) {
    auto ann = client();
    join(ann, event_);
    enter(ann);
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    EXPECT_EQ(ann.post(queue("leave", event_), "").data().at("status").as_string(), "not_in_queue");
    EXPECT_EQ(ann.post("/api/checkout", checkout_body("key-of-ann-2", "4242424242424242")).status, 201);
}

TEST_P(WaitingRoomHttp, AFreedPlaceGoesToTheNext) {
    auto ann = client();
    auto bob = client();
    join(ann, event_);
    join(bob, event_);
    enter(ann);
    const auto waiting = status(bob);
    EXPECT_EQ(waiting.at("position").as_int64(), 1);
    EXPECT_EQ(waiting.at("waiting").as_int64(), 1);
    EXPECT_EQ(waiting.at("estimatedWait").as_int64(), 60);
    EXPECT_GT(waiting.at("pollAfterMs").as_int64(), 0);
    EXPECT_FALSE(waiting.at("canEnter").as_bool());
    const auto metrics = bob.get("/metrics").body;
    EXPECT_THAT(metrics, HasSubstr("\nfairgate_room_waiting 1\n"));
    EXPECT_THAT(metrics, HasSubstr("\nfairgate_room_active 1\n"));
    const auto early = bob.post(queue("enter", event_), "");
    EXPECT_EQ(early.status, 409);
    EXPECT_EQ(early.code(), "not_your_turn");
    ann.post(queue("leave", event_), "");
    EXPECT_TRUE(wait_for_turn(bob).as_object().contains("claimUntil"));
}

TEST_P(WaitingRoomHttp, BeforeTheSaleThereAreEntrantsButNoPlaces) {
    auto ann = client();
    const auto first = join(ann, upcoming_event_);
    EXPECT_EQ(first.at("phase").as_string(), "before_draw");
    EXPECT_EQ(first.at("position").as_int64(), 0);
    EXPECT_THAT(std::string(first.at("receipt").as_string()), HasSubstr("FGQ1."));
    EXPECT_EQ(join(ann, upcoming_event_).at("entrantId"), first.at("entrantId"));
    EXPECT_EQ(first.at("waiting").as_int64(), 1);
    const auto draw = client().get(queue("draw", upcoming_event_)).data();
    EXPECT_FALSE(draw.at("drawn").as_bool());
    EXPECT_EQ(draw.at("commitment"), first.at("commitment"));
    EXPECT_FALSE(draw.as_object().contains("seed"));
    const auto opened = client().get(queue("draw", event_)).data();
    EXPECT_TRUE(opened.at("drawn").as_bool());
    EXPECT_TRUE(opened.at("entrants").as_array().empty()) << "nobody came before the sale";
}

TEST_P(WaitingRoomHttp, APlaceOpensNothingInAnotherSession) {
    auto ann = client();
    auto bob = client();
    join(ann, event_);
    ASSERT_FALSE(ann.place_cookies.empty());
    bob.place_cookies = ann.place_cookies;
    EXPECT_EQ(status(bob).at("status").as_string(), "not_in_queue");
    ann.place_cookies.begin()->second[3] ^= 1;
    EXPECT_EQ(status(ann).at("status").as_string(), "queued") << "the session has its place without it";
}

TEST_P(WaitingRoomHttp, OnlyOperatorsSteer) {
    const std::string room = "/api/admin/queue/" + event_;
    auto ann = client();
    EXPECT_EQ(ann.get(room).code(), "not_logged_in");
    ASSERT_EQ(ann.post("/api/auth/register",
                       R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})")
                  .status,
              201);
    EXPECT_EQ(ann.get(room).code(), "not_allowed");
    auto& services = server_->services();
    ASSERT_TRUE(
        services.loops.wait_for(services.account_store.set_role("ann@example.org", api::Role::admin)));
    EXPECT_EQ(ann.get(room).data().at("shoppersMax").as_int64(), 1);
    EXPECT_EQ(ann.post(room, R"({"shoppersMax":0})").code(), "bad_limits");
    const auto paused = ann.post(room, R"({"paused":true,"shoppersMax":7})").data();
    EXPECT_EQ(paused.at("phase").as_string(), "paused");
    EXPECT_EQ(paused.at("shoppersMax").as_int64(), 7);
    EXPECT_EQ(status(ann).at("phase").as_string(), "paused");
    EXPECT_EQ(ann.post(room, R"({"paused":false})").data().at("phase").as_string(), "open");
}

TEST_P(WaitingRoomHttp, OnlyOperatorsSayWhatABeaconHasSaid) {
    const std::string beacon = "/api/admin/queue/" + event_ + "/beacon";
    auto ann = client();
    EXPECT_EQ(ann.post(beacon, R"({"value":"ab12"})").code(), "not_logged_in");
    log_in_as_admin(ann);
    EXPECT_EQ(ann.post(beacon, R"({"value":"ab1"})").code(), "bad_beacon");
    EXPECT_EQ(ann.post(beacon, R"({"value":""})").code(), "bad_beacon");
    EXPECT_EQ(ann.post(beacon, R"({"value":"AB12"})").code(), "no_beacon");
}

TEST_P(WaitingRoomHttp, AnAccountHasOnePlaceInAllOfItsBrowsers) {
    auto operators = client();
    log_in_as_admin(operators);
    const std::string room = "/api/admin/queue/" + event_;
    EXPECT_TRUE(operators.post(room, R"({"accountsOnly":true})").data().at("accountsOnly").as_bool());
    auto laptop = client();
    const auto refused = laptop.post(queue("join", event_), "{}");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.code(), "account_required");
    EXPECT_TRUE(status(laptop).at("accountsOnly").as_bool());
    constexpr const char* kBob = R"({"email":"bob@example.org","password":"correct horse","name":"Bob"})";
    ASSERT_EQ(laptop.post("/api/auth/register", kBob).status, 201);
    const auto joined = join(laptop, event_);
    auto phone = client();
    ASSERT_EQ(phone.post("/api/auth/login", kBobsLogin).status, 200);
    EXPECT_EQ(status(phone).at("status").as_string(), "queued");
    EXPECT_EQ(join(phone, event_).at("entrantId"), joined.at("entrantId"));
    EXPECT_EQ(operators.post(room, R"({"accountsOnly":false})").code(), "room_in_use");
    enter(phone);
    EXPECT_EQ(laptop.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    phone.post("/api/auth/logout", "");
    EXPECT_EQ(phone.post("/api/seats/reserve", reserve_body(R"("2")")).code(), "not_admitted");
}

TEST_P(WaitingRoomHttp, AnAccessCodeSellsBeforeTheSale) {
    const EventId event = *EventId::parse(upcoming_event_);
    const AccessCodes codes(server_->services().keys.access_code);
    const auto show = [&](HttpClient& fan, const AccessCode& code) {
        return fan.post(queue("join", upcoming_event_),
                        fmt::format(R"({{"accessCode":"{}"}})", codes.issue(code)));
    };
    const auto hour = std::chrono::hours{1};
    const AccessCode good{event, 5, clock_.now() - hour, clock_.now() + hour, 1};
    auto ann = client();
    auto bob = client();
    const auto in_presale = [&](std::string body) {
        return body.replace(body.find(event_), event_.size(), upcoming_event_);
    };
    const std::string seat = in_presale(reserve_body(R"("1")"));
    EXPECT_EQ(ann.post("/api/seats/reserve", seat).code(), "event_not_on_sale");
    const auto refused = [&](const AccessCode& code) { return show(bob, code).code(); };
    EXPECT_EQ(refused({*EventId::parse(event_), 5, good.from, good.until, 1}), "access_code_other_event");
    EXPECT_EQ(refused({event, 5, good.until, good.until + hour, 1}), "access_code_not_yet");
    EXPECT_EQ(refused({event, 5, good.from - hour, good.from, 1}), "access_code_expired");
    const auto unknown = bob.post(queue("join", upcoming_event_), R"({"accessCode":"FGA1.guess"})");
    EXPECT_EQ(unknown.status, 403);
    EXPECT_EQ(unknown.code(), "access_code_unknown");

    EXPECT_EQ(show(ann, good).data().at("status").as_string(), "active");
    EXPECT_EQ(show(ann, good).status, 200) << "a second click";
    EXPECT_EQ(refused(good), "access_code_used_up");
    EXPECT_EQ(refused({event, 6, good.from, good.until, 1}), "presale_full") << "one may shop at once";
    ASSERT_EQ(ann.post("/api/seats/reserve", seat).status, 200);
    EXPECT_EQ(bob.post("/api/seats/reserve", seat).code(), "event_not_on_sale");
    const auto paid =
        ann.post("/api/checkout", in_presale(checkout_body("key-of-ann-9", "4242424242424242")));
    EXPECT_EQ(paid.status, 201) << paid.body;
    EXPECT_EQ(ann.get(queue("status", upcoming_event_)).data().at("status").as_string(), "not_in_queue");
    EXPECT_EQ(show(bob, {event, 6, good.from, good.until, 1}).status, 200) << "the place is free again";
}

TEST_P(WaitingRoomHttp, StreamsThePlace) {
    auto ann = client();
    join(ann, event_);
    asio::io_context loop;
    asio::ip::tcp::socket socket(loop);
    socket.connect({asio::ip::make_address("127.0.0.1"), port_});
    asio::write(socket, asio::buffer("GET " + queue("stream", event_) +
                                     " HTTP/1.1\r\nHost: x\r\nCookie: " + ann.cookie + "\r\n\r\n"));
    std::string text;
    asio::read_until(socket, asio::dynamic_buffer(text), "\"canEnter\":true");
    EXPECT_THAT(text, HasSubstr("text/event-stream"));
    EXPECT_THAT(text, HasSubstr("event: status\ndata: {\"eventId\":\"" + event_));
}

TEST_P(WaitingRoomHttp, SaysWhatThereIsNot) {
    auto ann = client();
    EXPECT_EQ(ann.get(queue("status", "0000000000001")).code(), "event_not_found");
    EXPECT_EQ(ann.get(queue("status", "nonsense")).status, 404);
    EXPECT_EQ(ann.post(queue("join", event_), R"({"unknown":1})").status, 400);
}

using WithoutWaitingRoom = ServerTest;

TEST_F(WithoutWaitingRoom, AnEventThatIsNotInDemandHasNone) {
    auto ann = client();
    EXPECT_EQ(ann.get("/api/queue/" + event_ + "/status").code(), "no_waiting_room");
    EXPECT_EQ(ann.post("/api/queue/" + event_ + "/join", "{}").code(), "no_waiting_room");
    EXPECT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
}

class SlowJoins : public WaitingRoomHttp {
  protected:
    void adjust(cli::ServeOptions& options) override {
        WaitingRoomHttp::adjust(options);
        options.room.joins_per_second = 0.001;
        options.room.join_burst = 2;
    }
    using WaitingRoomHttp::adjust;
};

TEST_P(SlowJoins, MassJoiningFromOneAddressIsSlowed) {
    auto ann = client();
    auto bob = client();
    auto carl = client();
    join(ann, event_);
    join(bob, event_);
    join(bob, event_);
    const auto refused = carl.post(queue("join", event_), "{}");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.code(), "too_fast");
    EXPECT_FALSE(refused.header("Retry-After").empty());
}

class WorkForJoins : public WaitingRoomHttp {
  protected:
    void adjust(cli::ServeOptions& options) override {
        WaitingRoomHttp::adjust(options);
        options.room.work_bits = 6;
    }
    using WaitingRoomHttp::adjust;
};

TEST_P(WorkForJoins, AChallengeHasToBeSolvedBeforeJoining) {
    auto ann = client();
    const auto refused = ann.post(queue("join", event_), "{}");
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code(), "proof_required");
    const json::value challenge = status(ann).at("challenge");
    EXPECT_EQ(challenge.at("bits").as_int64(), 6);
    const std::string text(challenge.at("text").as_string());
    std::uint64_t number = 0;
    while (work_in(fmt::format("{}.{}", text, number)) < 6) ++number;
    const auto joined = ann.post(queue("join", event_), fmt::format(R"({{"proof":"{}.{}"}})", text, number));
    EXPECT_EQ(joined.status, 200) << joined.body;
    EXPECT_FALSE(status(ann).as_object().contains("challenge"));
}

INSTANTIATE_TEST_SUITE_P(Engines, WaitingRoomHttp, ::testing::ValuesIn(kEngines), name_of);
INSTANTIATE_TEST_SUITE_P(Engines, GuardedMapHttp, ::testing::ValuesIn(kEngines), name_of);
INSTANTIATE_TEST_SUITE_P(Engines, WorkForJoins, ::testing::ValuesIn(kEngines), name_of);
INSTANTIATE_TEST_SUITE_P(Engines, SlowJoins, ::testing::ValuesIn(kEngines), name_of);

}  // namespace
}  // namespace fairgate::testing
