#pragma once

#include "http/server_test.hpp"
#include "support/postgres_server.hpp"
#include "support/redis_server.hpp"

#include <optional>

namespace fairgate::testing {

/// What a server stands on: its embedded store, PostgreSQL alone, or PostgreSQL, Redis and RabbitMQ.
enum class Engine { embedded, postgres, all };

/// What a visitor meets must not depend on that: tests of such a class run on each.
class EngineTest : public ServerTest, public ::testing::WithParamInterface<Engine> {
  protected:
    using ServerTest::adjust;
    void adjust(cli::ServeOptions& options) override;
    /// Begins when all of them are there: without Redis and RabbitMQ a server goes on through the database.
    void SetUp() override;

  private:
    std::optional<PostgresDatabase> database_;
    std::optional<RedisServer> redis_;
};

std::string name_of(const ::testing::TestParamInfo<Engine>& engine);

inline constexpr auto kEngines = {Engine::embedded, Engine::postgres, Engine::all};

}  // namespace fairgate::testing
