#include "cli/cli_error.hpp"
#include "http/server_test.hpp"
#include "support/postgres_server.hpp"
#include "support/redis_server.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace fairgate::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A server on the embedded store with a Redis beside it.
class WithRedis : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        options.redis = redis_.url();
        options.redis_milliseconds = redis_milliseconds_;
    }
    void SetUp() override {
        ServerTest::SetUp();
        ASSERT_TRUE(soon([&] { return health() == "ready"; }));
    }

    std::string health() { return std::string(client().get("/readyz").data().at("status").as_string()); }
    std::string lock_of(int seat) {
        return redis_.command({"GET", "lock:seat:{" + event_ + "}:" + std::to_string(seat)});
    }

    RedisServer redis_;
    /// A machine that is busy with other tests is not what they are about.
    unsigned redis_milliseconds_ = 10'000;
};

/// The same in front of a Redis that does not answer.
class WithSilentRedis : public WithRedis {
  protected:
    WithSilentRedis() { redis_milliseconds_ = 1'000; }
};

TEST_F(WithRedis, AnswersLosersWithoutTheStore) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("4","5")")).status, 200);
    EXPECT_THAT(lock_of(4), Not(""));
    const auto batches = server_->services().batcher.batches();
    for (int i = 0; i < 20; ++i) {
        const auto lost = client().post("/api/seats/reserve", reserve_body(R"("4","5")"));
        EXPECT_EQ(lost.status, 409);
    }
    EXPECT_EQ(server_->services().batcher.batches(), batches) << "a loser cost the store something";
    ASSERT_EQ(ann.post("/api/seats/release", "{\"eventId\":\"" + event_ + "\"}").status, 200);
    EXPECT_EQ(lock_of(4), "");
    EXPECT_EQ(client().post("/api/seats/reserve", reserve_body(R"("4")")).status, 200);
}

TEST_F(WithRedis, KeepsTheAnswerOfACheckoutThere) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("4")")).status, 200);
    const auto paid = ann.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242"));
    ASSERT_EQ(paid.status, 201);
    EXPECT_TRUE(soon([&] { return redis_.command({"EXISTS", "idem:key-of-ann-1"}) == "1"; }));
    EXPECT_TRUE(soon([&] { return lock_of(4).empty(); })) << "the seat is sold: its lock is of no use";
    EXPECT_THAT(redis_.command({"GET", "idem:key-of-ann-1"}), Not(HasSubstr("4242424242424242")));
    EXPECT_EQ(ann.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242")).body, paid.body);
}

TEST_F(WithSilentRedis, SellsOnWithoutItAndSaysSo) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("4","5")")).status, 200);
    redis_.kill();
    EXPECT_TRUE(soon([&] { return health() == "degraded"; }));
    EXPECT_THAT(client().get("/healthz").body, HasSubstr("cannot be reached"));
    EXPECT_THAT(client().get("/metrics").body, HasSubstr("fairgate_redis_connected 0"));

    EXPECT_EQ(client().post("/api/seats/reserve", reserve_body(R"("4")")).status, 409) << "sold twice";
    auto bob = client();
    EXPECT_EQ(bob.post("/api/seats/reserve", reserve_body(R"("7")")).status, 200);
    EXPECT_EQ(ann.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242")).status, 201);
    EXPECT_EQ(bob.post("/api/seats/release", "{\"eventId\":\"" + event_ + "\"}").status, 200);

    redis_.resume();
    EXPECT_TRUE(soon([&] { return health() == "ready"; }));
    // Each loop finds its own way back.
    EXPECT_TRUE(soon([&] {
        auto carl = client();
        EXPECT_EQ(carl.post("/api/seats/reserve", reserve_body(R"("8")")).status, 200);
        const bool is_locked = !lock_of(8).empty();
        EXPECT_EQ(carl.post("/api/seats/release", "{\"eventId\":\"" + event_ + "\"}").status, 200);
        return is_locked;
    })) << "locks are back";
    EXPECT_THAT(client().get("/metrics").body, HasSubstr("fairgate_redis_connected 1"));
}

TEST_F(WithSilentRedis, DoesNotWaitForOneThatIsFrozen) {
    redis_.freeze();
    EXPECT_TRUE(soon([&] { return health() == "degraded"; })) << "nobody notices without traffic";
    const auto began = std::chrono::steady_clock::now();
    for (int seat = 0; seat < 20; ++seat) {
        const auto number = std::to_string(seat);
        EXPECT_EQ(client().post("/api/seats/reserve", reserve_body("\"" + number + "\"")).status, 200);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{10})
        << "each of them waited for a second";
    redis_.thaw();
    EXPECT_TRUE(soon([&] { return health() == "ready"; }));
}

TEST(RedisOptions, StartsWithoutARedisThatIsNotThere) {
    spdlog::set_level(spdlog::level::off);
    TemporaryFolder folder;
    cli::ServeOptions options;
    options.data = folder.path();
    options.listen = "127.0.0.1:0";
    options.no_demo = true;
    options.redis = "redis://127.0.0.1:1";
    SystemClock clock;
    SystemRandom random;
    cli::Application server(options, clock, random);
    server.start();
    const auto url = server.url();
    HttpClient client(static_cast<unsigned short>(std::stoi(url.substr(url.rfind(':') + 1))));
    const auto ready = client.get("/readyz");
    EXPECT_EQ(ready.status, 200);
    EXPECT_THAT(ready.body, HasSubstr("degraded"));
    server.stop();
}

TEST(RedisOptions, SayInOneLineWhatIsWrong) {
    spdlog::set_level(spdlog::level::off);
    TemporaryFolder folder;
    SystemClock clock;
    SystemRandom random;
    cli::ServeOptions options;
    options.data = folder.path();
    const auto refusal = [&] {
        try {
            cli::Application(options, clock, random).stop();
        } catch (const cli::CliError& error) {
            EXPECT_EQ(error.exit_code, cli::kUsage);
            EXPECT_THAT(error.what(), Not(HasSubstr("\n")));
            return std::string(error.what());
        }
        return std::string();
    };
    options.redis = "redis//nonsense";
    EXPECT_THAT(refusal(), HasSubstr("The address of Redis is not understood"));
    options.redis_file = folder.path() / "redis";
    std::ofstream(options.redis_file) << "redis://127.0.0.1:1\n";
    EXPECT_THAT(refusal(), HasSubstr("Give --redis or --redis-file, not both."));
    options.redis.clear();
    EXPECT_EQ(refusal(), "");
}

/// Two nodes on one database; each may have a Redis of its own.
class TwoNodesWithRedis : public ServerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        options.postgres = database_.dsn();
        // A worker reads the seats of every event on sale.
        options.role_names = {"api"};
        options.redis = redis_.url();
        options.redis_milliseconds = 10'000;
        options_ = options;
    }
    void start_second(const std::string& redis_url) {
        // Nodes of one site have the same secret.
        options_.data = second_folder_.path();
        options_.redis = redis_url;
        std::filesystem::copy_file(folder_.path() / "secret.key", second_folder_.path() / "secret.key");
        second_ = std::make_unique<cli::Application>(options_, clock_, random_);
        second_->start();
        const auto url = second_->url();
        second_port_ = static_cast<unsigned short>(std::stoi(url.substr(url.rfind(':') + 1)));
        ASSERT_TRUE(soon([&] { return HttpClient(second_port_).get("/readyz").body.contains("\"ready\""); }));
        ASSERT_TRUE(soon([&] { return client().get("/readyz").body.contains("\"ready\""); }));
    }
    void TearDown() override {
        if (second_) second_->stop();
        ServerTest::TearDown();
    }

    RedisServer redis_;
    PostgresDatabase database_;
    cli::ServeOptions options_;
    TemporaryFolder second_folder_;
    std::unique_ptr<cli::Application> second_;
    unsigned short second_port_ = 0;
};

TEST_F(TwoNodesWithRedis, AnswerEachOthersLosersWithoutTheDatabase) {
    start_second(redis_.url());
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("4","5")")).status, 200);
    HttpClient bob(second_port_);
    const auto lost = bob.post("/api/seats/reserve", reserve_body(R"("4","5")"));
    EXPECT_EQ(lost.status, 409);
    EXPECT_EQ(second_->services().batcher.batches(), 0U);
    HttpClient elsewhere(second_port_);
    elsewhere.cookie = ann.cookie;
    EXPECT_EQ(elsewhere.post("/api/seats/reserve", reserve_body(R"("4","5")")).status, 200)
        << "a shopper lost against their own lock";
    EXPECT_EQ(elsewhere.post("/api/seats/reserve", reserve_body(R"("6")")).status, 200);
    EXPECT_EQ(client().post("/api/seats/reserve", reserve_body(R"("6")")).status, 409);
    EXPECT_EQ(client().post("/api/seats/reserve", reserve_body(R"("4")")).status, 409);
}

TEST_F(TwoNodesWithRedis, ShareCountsUntilTheyHaveReadTheSeats) {
    start_second(redis_.url());
    const std::string key = "availability:{" + event_ + "}";
    const auto available = [&](HttpClient visitor) {
        return visitor.get("/api/events/" + event_).data().at("availability").at("available").as_int64();
    };
    EXPECT_EQ(available(client()), 20);
    EXPECT_EQ(redis_.command({"EXISTS", key}), "1");
    redis_.command({"SET", key, R"({"available":7,"held":13,"sold":0})"});
    EXPECT_EQ(available(HttpClient(second_port_)), 7) << "it read the seats all the same";
    EXPECT_EQ(available(client()), 20) << "it has read them";
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("4")")).status, 200);
    EXPECT_TRUE(soon([&] { return available(HttpClient(second_port_)) == 19; }));
}

TEST_F(TwoNodesWithRedis, SellNoSeatTwiceWhenTheySeeAnotherRedisEach) {
    const RedisServer another;
    start_second(another.url());
    int held = 0;
    for (int seat = 0; seat < 12; ++seat) {
        const auto body = reserve_body("\"" + std::to_string(seat) + "\"");
        held += client().post("/api/seats/reserve", body).status == 200;
        held += HttpClient(second_port_).post("/api/seats/reserve", body).status == 200;
    }
    EXPECT_EQ(held, 12);
    EXPECT_EQ(database_.sql("SELECT count(*) FROM seats WHERE status = 1"), "12");
}

TEST_F(TwoNodesWithRedis, LeaveSessionsForEachOtherUntilTheyEnd) {
    start_second(redis_.url());
    auto ann = client();
    const std::string account = R"({"email":"ann@example.org","password":"correct horse","name":"Ann"})";
    ASSERT_EQ(ann.post("/api/auth/register", account).status, 201);
    const auto key = redis_.command({"KEYS", "session:*"});
    EXPECT_EQ(redis_.command({"GET", key}), "dropped") << "it is read anew by whoever wants it";
    const auto id = SessionId::parse(key.substr(std::string("session:").size()));
    ASSERT_TRUE(id) << key;

    HttpClient elsewhere(second_port_);
    elsewhere.cookie = ann.cookie;
    const auto is_ann = [&] { return elsewhere.get("/api/auth/me").body.contains("ann@example.org"); };
    // The other node drops it as well when it hears of the log-in.
    EXPECT_TRUE(soon([&] {
        redis_.command({"DEL", key});
        second_->services().sessions.changed_elsewhere(*id);
        return is_ann() && redis_.command({"GET", key}).contains("tokenHash");
    }));

    ASSERT_EQ(ann.post("/api/auth/logout", "{}").status, 200);
    EXPECT_EQ(redis_.command({"GET", key}), "dropped");
    EXPECT_TRUE(soon([&] { return !is_ann(); }));
}

/// The same, with so low a limit for each client that a test reaches it.
class TwoNodesWithLowLimits : public TwoNodesWithRedis {
  protected:
    static constexpr int kBurst = 480;

    void adjust(cli::ServeOptions& options) override {
        options.limits.requests_per_client_per_second = 0.001;
        options.limits.request_burst_per_client = kBurst;
        TwoNodesWithRedis::adjust(options);
    }
    static int let_through(HttpClient visitor) {
        int count = 0;
        while (count <= kBurst && visitor.get("/api/config").status == 200) ++count;
        return count;
    }
};

TEST_F(TwoNodesWithLowLimits, CountTheRequestsOfAClientTogether) {
    start_second(redis_.url());
    EXPECT_LE(let_through(client()), kBurst);
    EXPECT_LT(let_through(HttpClient(second_port_)), kBurst / 2) << "it knew nothing of the other node";
}

class TwoNodesThatJoinSlowly : public TwoNodesWithRedis {
  protected:
    void adjust(cli::ServeOptions& options) override {
        options.room.joins_per_second = 0.001;
        options.room.join_burst = 3;
        TwoNodesWithRedis::adjust(options);
    }
    void adjust(EventRecord& event) override { event.high_demand = true; }

    int join(unsigned short port) const {
        return HttpClient(port).post("/api/queue/" + event_ + "/join", "{}").status;
    }
};

TEST_F(TwoNodesThatJoinSlowly, CountTheJoinsOfAnAddressTogether) {
    start_second(redis_.url());
    EXPECT_EQ(join(port_), 200);
    EXPECT_EQ(join(second_port_), 200);
    EXPECT_EQ(join(second_port_), 200);
    EXPECT_EQ(join(port_), 429);
    EXPECT_EQ(join(second_port_), 429);
    redis_.kill();
    EXPECT_EQ(join(port_), 200) << "each counts for itself";
}

}  // namespace
}  // namespace fairgate::testing
