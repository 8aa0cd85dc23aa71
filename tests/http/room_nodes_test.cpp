#include "http/server_test.hpp"
#include "support/postgres_server.hpp"
#include "support/soon.hpp"
#include "waitingroom/draw.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <thread>

namespace fairgate::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Le;

/// Runs as fast as any other, but shows another time.
class SkewedClock final : public Clock {
  public:
    explicit SkewedClock(std::chrono::milliseconds ahead) : ahead_(ahead) {}
    Timestamp now() const override { return system_.now() + ahead_; }
    Task<void> sleep_until(Timestamp deadline) override { return system_.sleep_until(deadline - ahead_); }

  private:
    SystemClock system_;
    std::chrono::milliseconds ahead_;
};

/// Three nodes with waiting rooms on one database. The clock of the second is behind, that of the third
/// ahead.
class RoomNodes : public ServerTest {
  protected:
    static constexpr std::size_t kNodes = 3;
    static constexpr std::int64_t kShoppersMax = 2;

    void adjust(cli::ServeOptions& options) override {
        options.postgres = database_.dsn();
        options.room.shoppers_max = kShoppersMax;
        options_ = options;
    }
    void adjust(EventRecord& event) override { event.high_demand = true; }

    void SetUp() override {
        ServerTest::SetUp();
        for (std::size_t i = 0; i < others_.size(); ++i) start(i);
    }
    void TearDown() override {
        for (auto& other : others_) other.server->stop();
        ServerTest::TearDown();
    }

    HttpClient client_at(std::size_t node) const {
        return HttpClient(node == 0 ? port_ : others_.at(node - 1).port);
    }
    /// The same browser, whose next call another node answers.
    HttpClient at(std::size_t node, const HttpClient& fan) const {
        HttpClient moved = client_at(node);
        moved.cookie = fan.cookie;
        moved.place_cookies = fan.place_cookies;
        return moved;
    }
    static std::string queue(const std::string& call, const std::string& event) {
        return "/api/queue/" + event + "/" + call;
    }
    json::value join(HttpClient& fan, const std::string& event) {
        const auto answer = fan.post(queue("join", event), "{}");
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.data();
    }
    json::value status(HttpClient& fan) { return fan.get(queue("status", event_)).data(); }
    bool can_enter(HttpClient& fan) { return status(fan).at("canEnter").as_bool(); }
    bool enter(HttpClient& fan) { return fan.post(queue("enter", event_), "").status == 200; }

    /// Sets the on-sale second of the other event, as an operator might.
    void open_at(Timestamp moment) {
        const auto id = EventId::parse(upcoming_event_)->value;
        database_.sql(
            fmt::format("UPDATE events SET on_sale_date = {} WHERE id = {};"
                        " SELECT pg_notify('fairgate_events', '{}')",
                        moment.time_since_epoch().count(), id, id));
    }
    bool comes(const std::function<bool()>& check) { return soon(check); }

    struct Other {
        std::chrono::milliseconds ahead;
        TemporaryFolder folder;
        std::unique_ptr<SkewedClock> clock;
        std::unique_ptr<cli::Application> server;
        unsigned short port = 0;
    };

    void start(std::size_t number) {
        Other& other = others_[number];
        options_.data = other.folder.path();
        std::filesystem::copy_file(folder_.path() / "secret.key", other.folder.path() / "secret.key");
        other.clock = std::make_unique<SkewedClock>(other.ahead);
        other.server = std::make_unique<cli::Application>(options_, *other.clock, random_);
        other.server->start();
        const auto url = other.server->url();
        other.port = static_cast<unsigned short>(std::stoi(url.substr(url.rfind(':') + 1)));
    }

    PostgresDatabase database_;
    cli::ServeOptions options_;
    std::array<Other, kNodes - 1> others_{Other{.ahead = -10min}, Other{.ahead = 10min}};
};

TEST_F(RoomNodes, DrawThePreQueueOnceAtTheSecondOfTheDatabase) {
    std::vector<HttpClient> fans;
    std::set<std::string> entrants;
    // In the eyes of the third node the sale has begun.
    open_at(clock_.now() + 5min);
    for (std::size_t i = 0; i < 12; ++i) {
        fans.push_back(client_at(i % kNodes));
        const auto joined = join(fans.back(), upcoming_event_);
        entrants.emplace(joined.at("entrantId").as_string());
    }
    const auto waiting = [&](std::size_t node) {
        auto visitor = client_at(node);
        const auto seen = visitor.get(queue("status", upcoming_event_)).data();
        EXPECT_EQ(seen.at("phase").as_string(), "before_draw");
        return seen.at("waiting").as_int64();
    };
    for (std::size_t node = 0; node < kNodes; ++node) EXPECT_TRUE(comes([&] { return waiting(node) == 12; }));

    open_at(clock_.now());
    std::vector<json::value> draws;
    for (std::size_t node = 0; node < kNodes; ++node) {
        const auto draw = [&] { return client_at(node).get(queue("draw", upcoming_event_)).data(); };
        ASSERT_TRUE(comes([&] { return draw().at("drawn").as_bool(); }));
        draws.push_back(draw());
        EXPECT_EQ(draws.back(), draws.front());
    }
    const auto draw = from_json<api::QueueDraw>(draws.front()).value();
    EXPECT_FALSE(check_draw(draw));
    EXPECT_EQ(std::set(draw.entrants->begin(), draw.entrants->end()), entrants);
}

TEST_F(RoomNodes, KeepOneLimitAndSellToWhomAnyOfThemLetIn) {
    std::vector<HttpClient> fans;
    for (std::size_t i = 0; i < 6; ++i) {
        fans.push_back(client_at(i % kNodes));
        join(fans.back(), event_);
    }
    auto ann = at(1, fans[0]);
    ASSERT_TRUE(comes([&] { return can_enter(ann); }));
    auto bob = at(2, fans[1]);
    ASSERT_TRUE(comes([&] { return can_enter(bob); }));
    auto entering = at(2, ann);
    ASSERT_TRUE(enter(entering));
    auto buying = at(0, entering);
    EXPECT_EQ(buying.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    auto early = at(0, fans[2]);
    EXPECT_EQ(early.post("/api/seats/reserve", reserve_body(R"("2")")).code(), "not_admitted");
    EXPECT_EQ(database_.sql("SELECT count(*) FROM room_entries WHERE state IN (1, 2)"), "2");

    auto paying = at(1, buying);
    ASSERT_EQ(paying.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242")).status, 201);
    EXPECT_TRUE(comes([&] { return can_enter(early); })) << "the purchase made room for the next";
    EXPECT_EQ(database_.sql("SELECT max(entry) FROM room_entries WHERE state <> 0"), "2") << "in their order";
}

TEST_F(RoomNodes, AgreeOnTheEndOfAWindowThoughTheirClocksDoNot) {
    auto ann = client_at(0);
    join(ann, event_);
    ASSERT_TRUE(comes([&] { return can_enter(ann); }));
    ASSERT_TRUE(enter(ann));
    const std::string end(status(ann).at("windowEndsAt").as_string());
    for (std::size_t node = 0; node < kNodes; ++node) {
        auto moved = at(node, ann);
        const auto seen = status(moved);
        EXPECT_EQ(seen.at("status").as_string(), "active") << "at node " << node;
        EXPECT_EQ(seen.at("windowEndsAt").as_string(), end);
        const auto shown = from_rfc3339(seen.at("serverNow").as_string()).value();
        EXPECT_LT(std::chrono::abs(shown - clock_.now()), 1min) << "at node " << node;
        EXPECT_EQ(moved.post("/api/seats/reserve", reserve_body(fmt::format("\"{}\"", node))).status, 200);
    }
}

TEST_F(RoomNodes, GoOnWithoutANodeThatWasStopped) {
    std::vector<HttpClient> fans;
    for (int i = 0; i < 4; ++i) {
        fans.push_back(client_at(0));
        join(fans.back(), event_);
    }
    ASSERT_TRUE(comes([&] { return can_enter(fans[0]) && can_enter(fans[1]); }));
    const auto before = status(fans[3]).at("position").as_int64();
    server_->stop();
    auto ann = at(1, fans[0]);
    ASSERT_TRUE(enter(ann));
    auto last = at(2, fans[3]);
    EXPECT_THAT(status(last).at("position").as_int64(), Le(before));
    ASSERT_EQ(ann.post(queue("leave", event_), "").status, 200);
    auto next = at(2, fans[2]);
    EXPECT_TRUE(comes([&] { return can_enter(next); })) << "the place is given by those who are left";
    EXPECT_FALSE(can_enter(last));
}

TEST_F(RoomNodes, NobodysPlaceGoesBackFromNodeToNode) {
    std::vector<HttpClient> fans;
    for (std::size_t i = 0; i < 10; ++i) {
        fans.push_back(client_at(i % kNodes));
        join(fans.back(), event_);
    }
    HttpClient last = fans.back();
    std::int64_t lowest = 1'000;
    for (std::size_t i = 0; i < 8; ++i) {
        ASSERT_EQ(fans[i].post(queue("leave", event_), "").status, 200);
        for (std::size_t node = 0; node < kNodes; ++node) {
            last = at((i + node) % kNodes, last);
            const auto position = status(last).at("position").as_int64();
            EXPECT_LE(position, lowest);
            lowest = position;
        }
    }
    EXPECT_TRUE(comes([&] { return can_enter(last); }));
}

}  // namespace
}  // namespace fairgate::testing
