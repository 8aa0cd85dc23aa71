#include "http/server_test.hpp"
#include "support/postgres_server.hpp"
#include "support/rabbit_server.hpp"
#include "support/soon.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace fairgate::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

enum class Engine { embedded, postgres };

/// A server whose messages take a broker that can be killed.
class BrokerTest : public ServerTest, public ::testing::WithParamInterface<Engine> {
  protected:
    void adjust(cli::ServeOptions& options) override {
        options.broker.amqp = broker_.url();
        if (GetParam() == Engine::embedded) return;
        database_ = std::make_unique<PostgresDatabase>();
        options.postgres = database_->dsn();
    }
    std::vector<std::filesystem::path> mails() const {
        std::vector<std::filesystem::path> files;
        std::error_code missing;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "mail", missing)) {
            if (entry.path().extension() == ".eml") files.push_back(entry.path());
        }
        return files;
    }
    void buy(const std::string& seats, const std::string& key) {
        auto fan = client();
        ASSERT_EQ(fan.post("/api/seats/reserve", reserve_body(seats)).status, 200);
        ASSERT_EQ(fan.post("/api/checkout", checkout_body(key, "4242424242424242")).status, 201);
    }
    std::string readiness() {
        const auto answer = client().get("/readyz");
        EXPECT_EQ(answer.status, 200);
        return answer.body;
    }
    std::string metrics() { return client().get("/metrics").body; }
    bool comes(const std::function<bool()>& check) { return soon(check); }

    RabbitServer broker_;
    std::unique_ptr<PostgresDatabase> database_;
};

/// Whose holds end while a test looks on.
class BrokerOfShortHoldsTest : public BrokerTest {
  protected:
    void adjust(cli::ServeOptions& options) override {
        BrokerTest::adjust(options);
        options.hold_seconds = 3;
    }
};

TEST_P(BrokerOfShortHoldsTest, HearsWhenHoldsEnd) {
    ASSERT_EQ(client().post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    EXPECT_TRUE(comes([&] { return server_->services().hold_expiry->handled() == 1; }));
    EXPECT_EQ(client().post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
}

TEST_P(BrokerTest, SellsWithoutItAndSendsTheMailsAfterwards) {
    buy(R"("1")", "key-of-ann-1");
    ASSERT_TRUE(comes([&] { return mails().size() == 1; }));
    EXPECT_THAT(readiness(), Not(HasSubstr("degraded")));
    EXPECT_TRUE(comes([&] { return metrics().contains("fairgate_rabbitmq_connected 1"); }));

    broker_.kill();
    EXPECT_TRUE(comes([&] { return readiness().contains("cannot be reached: messages wait."); }));
    buy(R"("2")", "key-of-bob-1");
    EXPECT_THAT(metrics(), HasSubstr("fairgate_rabbitmq_connected 0"));
    EXPECT_TRUE(comes([&] { return server_->services().messaging.relay.failures() > 0; }));
    EXPECT_THAT(mails(), SizeIs(1));

    broker_.resume();
    EXPECT_TRUE(comes([&] { return mails().size() == 2; }));
    EXPECT_TRUE(comes([&] { return !readiness().contains("degraded"); }));
}

std::string name_of(const ::testing::TestParamInfo<Engine>& engine) {
    return engine.param == Engine::embedded ? "Embedded" : "Postgres";
}

constexpr auto kEngines = {Engine::embedded, Engine::postgres};

INSTANTIATE_TEST_SUITE_P(Engines, BrokerTest, ::testing::ValuesIn(kEngines), name_of);
INSTANTIATE_TEST_SUITE_P(Engines, BrokerOfShortHoldsTest, ::testing::ValuesIn(kEngines), name_of);

}  // namespace
}  // namespace fairgate::testing
