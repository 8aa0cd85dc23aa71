#include "adapters/postgres/migrations.hpp"

#include "support/postgres_server.hpp"
#include "support/run_task.hpp"

#include <boost/asio/this_coro.hpp>
#include <gmock/gmock.h>

#include <future>

namespace fairgate::testing {
namespace {

using namespace postgres;
using ::testing::HasSubstr;

Task<int> migrate_to_newest(std::string dsn) {
    SystemClock clock;
    Connection connection(co_await asio::this_coro::executor, clock);
    co_await connection.open({.dsn = std::move(dsn), .lock_max = {}});
    const int before = co_await migrate(connection);
    co_return before;
}

Task<std::string> check(std::string dsn) {
    SystemClock clock;
    Connection connection(co_await asio::this_coro::executor, clock);
    co_await connection.open({.dsn = std::move(dsn)});
    try {
        co_await check_schema(connection);
    } catch (const StoreUnusable& error) {
        co_return error.what();
    }
    co_return "fits";
}

TEST(PostgresMigrations, AreDoneOnceByNodesThatStartTogether) {
    const auto dsn = make_bare_database(PostgresServer::shared_folder());
    EXPECT_THAT(run_task(check(dsn)), HasSubstr("run 'fairgate migrate' first"));
    std::vector<std::future<int>> nodes;
    for (int i = 0; i < 4; ++i) {
        nodes.push_back(std::async(std::launch::async, [&] { return run_task(migrate_to_newest(dsn)); }));
    }
    int migrated = 0;
    for (auto& node : nodes) migrated += node.get() == 0 ? 1 : 0;
    EXPECT_EQ(migrated, 1);
    EXPECT_EQ(run_task(check(dsn)), "fits");
    EXPECT_EQ(run_task(migrate_to_newest(dsn)), static_cast<int>(migrations().size()));
}

TEST(PostgresMigrations, LeaveANewerSchemaAlone) {
    PostgresDatabase database;
    database.sql("INSERT INTO schema_versions (version) VALUES (999)");
    EXPECT_THROW(run_task(migrate_to_newest(database.dsn())), StoreUnusable);
    EXPECT_THAT(run_task(check(database.dsn())), HasSubstr("newer version"));
}

}  // namespace
}  // namespace fairgate::testing
