#include "http/engine_test.hpp"

#include "support/rabbit_server.hpp"
#include "support/soon.hpp"

namespace fairgate::testing {

void EngineTest::adjust(cli::ServeOptions& options) {
    if (GetParam() == Engine::embedded) return;
    options.postgres = database_.emplace().dsn();
    if (GetParam() == Engine::postgres) return;
    options.redis = redis_.emplace().url();
    // A machine that is busy with other tests is not what they are about.
    options.redis_milliseconds = 10'000;
    options.broker.amqp = RabbitServer::new_house();
}

void EngineTest::SetUp() {
    ServerTest::SetUp();
    const auto is_ready = [this] { return client().get("/readyz").body.contains("\"ready\""); };
    ASSERT_TRUE(soon(is_ready));
}

std::string name_of(const ::testing::TestParamInfo<Engine>& engine) {
    switch (engine.param) {
        case Engine::embedded:
            return "Embedded";
        case Engine::postgres:
            return "Postgres";
        case Engine::all:
            return "PostgresRedisRabbit";
    }
    return "";
}

}  // namespace fairgate::testing
