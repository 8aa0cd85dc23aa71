#include "adapters/postgres/pool.hpp"
#include "http/server_test.hpp"
#include "support/cutting_proxy.hpp"
#include "support/postgres_server.hpp"
#include "support/soon.hpp"

#include <gmock/gmock.h>

namespace fairgate::testing {
namespace {

using ::testing::Not;

/// A server whose database can be taken away.
class OutageTest : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        options.postgres = "host='" + between_.path().string() + "' user=fairgate dbname=" + database_.name();
    }
    void TearDown() override {
        proxy_.bring_back();
        ServerTest::TearDown();
    }

    json::value availability() { return client().get("/api/events/" + event_ + "/availability").data(); }
    bool is_stale() { return availability().at("stale").as_bool(); }

    PostgresDatabase database_;
    TemporaryFolder between_;
    CuttingProxy proxy_{between_.path() / ".s.PGSQL.5432", PostgresServer::shared_folder() / ".s.PGSQL.5432"};
};

TEST_F(OutageTest, GoesOnShowingTheSeatsAndRefusesToSellThem) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("4","5")")).status, 200);
    ASSERT_FALSE(is_stale());
    proxy_.take_away();
    EXPECT_TRUE(soon([&] { return is_stale(); }));

    auto bob = client();
    const auto seats = bob.get("/api/events/" + event_ + "/seats");
    ASSERT_EQ(seats.status, 200);
    EXPECT_TRUE(seats.data().at("stale").as_bool());
    EXPECT_EQ(seats.data().at("availability").at("held").as_int64(), 2);
    EXPECT_EQ(bob.get("/api/events/" + event_).status, 200);
    for (const auto& refused :
         {bob.post("/api/seats/reserve", reserve_body(R"("7")")),
          ann.post("/api/seats/release", "{\"eventId\":\"" + event_ + "\"}"),
          ann.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242"))}) {
        EXPECT_EQ(refused.status, 503);
        EXPECT_EQ(refused.code(), "unavailable");
        EXPECT_THAT(refused.header("Retry-After"), Not(""));
    }
    EXPECT_EQ(database_.sql("SELECT count(*) FROM orders"), "0") << "half an order";
    EXPECT_EQ(database_.sql("SELECT count(*) FROM seats WHERE status = 1"), "2");

    proxy_.bring_back();
    EXPECT_TRUE(soon([&] { return !is_stale(); }));
    EXPECT_TRUE(soon([&] {
        return ann.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242")).status == 201;
    }));
}

/// The same, and its database leaves it waiting for as long as somebody else has a lock.
class SilenceTest : public OutageTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        OutageTest::adjust(options);
        options.postgres += " options='-c lock_timeout=60000 -c statement_timeout=60000'";
    }
};

TEST_F(SilenceTest, SaysSoonThatItIsNotReady) {
    const auto is_ready = [this] { return client().get("/readyz").status == 200; };
    ASSERT_TRUE(soon(is_ready));
    PostgresSession other(database_.dsn());
    other.run("BEGIN; LOCK TABLE schema_versions");
    const auto asked = std::chrono::steady_clock::now();
    const auto answer = client().get("/readyz");
    // Less than what any other limit leaves it waiting for: the pool's of a silent server is the shortest.
    EXPECT_LT(std::chrono::steady_clock::now() - asked, postgres::PoolOptions{}.silence_max)
        << "as long as the lock";
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(answer.body, ::testing::HasSubstr("does not answer"));
    other.run("ROLLBACK");
    EXPECT_TRUE(soon(is_ready));
}

TEST_F(OutageTest, ShowsWhatOthersSoldMeanwhileOnceItIsOver) {
    ASSERT_FALSE(is_stale());
    proxy_.take_away();
    ASSERT_TRUE(soon([&] { return is_stale(); }));
    database_.sql("UPDATE seats SET status = 1, hold_id = 1, held_by_session = 1, held_until = " +
                  std::to_string((clock_.now() + std::chrono::minutes{5}).time_since_epoch().count()) +
                  ", version = version + 1 WHERE seat_index = 9 AND event_id = " +
                  std::to_string(EventId::parse(event_)->value));
    EXPECT_EQ(availability().at("availability").at("held").as_int64(), 0);
    proxy_.bring_back();
    EXPECT_TRUE(soon([&] { return !is_stale(); }));
    EXPECT_TRUE(soon([&] { return availability().at("availability").at("held").as_int64() == 1; }));
}

class OutageOfARoom : public OutageTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        OutageTest::adjust(options);
        options.room.shoppers_max = 1;
    }
    void adjust(EventRecord& event) override { event.high_demand = true; }

    std::string queue(const std::string& call) const { return "/api/queue/" + event_ + "/" + call; }
    json::value status(HttpClient& fan) { return fan.get(queue("status")).data(); }
};

TEST_F(OutageOfARoom, GoesOnTellingThePlacesAndKeepsTheTurns) {
    auto ann = client();
    auto bob = client();
    for (auto* fan : {&ann, &bob}) ASSERT_EQ(fan->post(queue("join"), "{}").status, 200);
    const auto is_anns_turn = [&] { return status(ann).at("canEnter").as_bool(); };
    ASSERT_TRUE(soon(is_anns_turn));
    ASSERT_EQ(status(bob).at("position").as_int64(), 1);
    proxy_.take_away();
    ASSERT_TRUE(soon([&] { return is_stale(); }));
    EXPECT_EQ(status(bob).at("position").as_int64(), 1);
    EXPECT_TRUE(is_anns_turn());
    EXPECT_EQ(ann.post(queue("enter"), "").status, 503);
    EXPECT_EQ(bob.post("/api/seats/reserve", reserve_body(R"("7")")).status, 503);
    proxy_.bring_back();
    EXPECT_TRUE(soon([&] { return ann.post(queue("enter"), "").status == 200; }));
    EXPECT_EQ(status(bob).at("position").as_int64(), 1);
}

}  // namespace
}  // namespace fairgate::testing
