#include "cli/messaging.hpp"
#include "http/server_test.hpp"
#include "support/postgres_server.hpp"
#include "support/soon.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

namespace fairgate::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr const char* kTraceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

enum class Engine { embedded, postgres };

/// A server whose messages stay in the outbox: their broker is not there.
class TraceTest : public ServerTest, public ::testing::WithParamInterface<Engine> {
  protected:
    void adjust(cli::ServeOptions& options) override {
        options.broker.amqp = "amqp://guest:guest@127.0.0.1:1";
        if (GetParam() == Engine::embedded) return;
        database_ = std::make_unique<PostgresDatabase>();
        options.postgres = database_->dsn();
    }
    /// The only message, as soon as no relay tries to send it.
    std::optional<Message> waiting_message() {
        auto& services = server_->services();
        const auto end = std::chrono::steady_clock::now() + kPatience;
        while (std::chrono::steady_clock::now() < end) {
            const Timestamp now = clock_.now();
            const auto claimed = services.loops.wait_for(
                services.stores->messages().outbox.claim(1, now, now + std::chrono::minutes{1}));
            if (!claimed.empty()) return claimed.front().message;
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        return std::nullopt;
    }
    /// What the server wrote into its access log by its end.
    std::string access_log() {
        server_.reset();
        std::ifstream file(folder_.path() / "access.jsonl");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::unique_ptr<PostgresDatabase> database_;
};

TEST_P(TraceTest, GoesFromTheLoadBalancerThroughTheLogIntoTheMessage) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    const auto paid = ann.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242"),
                               {{"traceparent", kTraceparent}, {"X-Request-Id", "request-7"}});
    ASSERT_EQ(paid.status, 201);
    EXPECT_EQ(paid.header("X-Request-Id"), "request-7");

    const auto order = OrderId::parse(std::string(paid.data().at("id").as_string()));
    auto& services = server_->services();
    EXPECT_EQ(services.loops.wait_for(services.order_store.find(*order))->trace, kTrace);
    const auto message = waiting_message();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->trace, kTrace);
    EXPECT_THAT(access_log(), HasSubstr(R"("id":"request-7","trace":")" + std::string(kTrace) + '"'));
}

TEST_P(TraceTest, IsOfTheCardThatPaid) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    EXPECT_EQ(ann.post("/api/checkout", checkout_body("key-of-ann-1", "4000000000000002"),
                       {{"X-Request-Id", "declined"}})
                  .status,
              402);
    ASSERT_EQ(ann.post("/api/checkout", checkout_body("key-of-ann-1", "4242424242424242"),
                       {{"X-Request-Id", "paid"}})
                  .status,
              201);
    const auto message = waiting_message();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->trace, "paid");
}

TEST_P(TraceTest, IsANewOneWhereTheHeadersAreNoGood) {
    const auto answer = client().get("/healthz", {{"traceparent", "00-0-0-00"}, {"X-Request-Id", "no good"}});
    EXPECT_EQ(answer.status, 200);
    const auto id = answer.header("X-Request-Id");
    EXPECT_EQ(id.size(), 32u);
    EXPECT_THAT(access_log(), HasSubstr(R"("id":")" + id + R"(","trace":")" + id + '"'));
}

INSTANTIATE_TEST_SUITE_P(Engines, TraceTest, ::testing::Values(Engine::embedded, Engine::postgres),
                         [](const auto& engine) {
                             return engine.param == Engine::embedded ? "Embedded" : "Postgres";
                         });

}  // namespace
}  // namespace fairgate::testing
