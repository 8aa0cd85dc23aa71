#include "http/server_test.hpp"
#include "support/postgres_server.hpp"
#include "support/rabbit_server.hpp"
#include "support/redis_server.hpp"

#include <gtest/gtest.h>

namespace fairgate::testing {
namespace {

enum class Bus { store, broker };

/// A server that tidies up by messages of its own.
class CleanupByMessages : public ServerTest, public ::testing::WithParamInterface<Bus> {
  protected:
    void adjust(cli::ServeOptions& options) override {
        options.postgres = database_.dsn();
        if (GetParam() == Bus::store) return;
        broker_ = std::make_unique<RabbitServer>();
        options.broker.amqp = broker_->url();
    }

    PostgresDatabase database_;
    std::unique_ptr<RabbitServer> broker_;
};

TEST_P(CleanupByMessages, IsDoneSoonAfterTheStart) {
    auto& services = server_->services();
    EXPECT_TRUE(soon([&] { return services.cleanup.done() == 2; }));
    EXPECT_EQ(database_.sql("SELECT count(*) FROM inbox WHERE message_id LIKE 'cleanup-%'"
                            " AND finished_at IS NOT NULL"),
              "2");
}

INSTANTIATE_TEST_SUITE_P(Buses, CleanupByMessages, ::testing::Values(Bus::store, Bus::broker),
                         [](const auto& bus) { return bus.param == Bus::store ? "Store" : "Broker"; });

}  // namespace
}  // namespace fairgate::testing
