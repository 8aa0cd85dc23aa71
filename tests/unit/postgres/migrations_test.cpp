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

Task<bool> migrate_up_to(std::string dsn, std::size_t version, std::string then) {
    SystemClock clock;
    Connection connection(co_await asio::this_coro::executor, clock);
    co_await connection.open({.dsn = std::move(dsn)});
    for (const auto script : migrations().first(version)) co_await connection.run_script(std::string(script));
    co_await connection.run_script(
        "CREATE TABLE schema_versions (version integer PRIMARY KEY,"
        " applied_at timestamptz NOT NULL DEFAULT now()); INSERT INTO schema_versions VALUES (" +
        std::to_string(version) + ")");
    co_await connection.run_script(std::move(then));
    co_return true;
}

TEST(PostgresMigrations, KnowWhoHeldSeatsBefore) {
    const auto dsn = make_bare_database(PostgresServer::shared_folder());
    run_task(
        migrate_up_to(dsn, 9,
                      "INSERT INTO seats (event_id, seat_index) VALUES (7, 0);"
                      "INSERT INTO seats (event_id, seat_index, status, hold_id, held_by_session, held_until)"
                      " VALUES (7, 1, 1, 5, 2, 600), (7, 2, 1, 5, 2, 600), (8, 1, 1, 6, 3, 700)"));
    run_task(migrate_to_newest(dsn));
    PostgresSession session(dsn);
    EXPECT_EQ(session.run("SELECT string_agg(holds::text, ' ' ORDER BY event_id) FROM holds"),
              "(7,2,\"{1,2}\",600) (8,3,{1},700)");
}

TEST(PostgresMigrations, LeaveANewerSchemaAlone) {
    PostgresDatabase database;
    database.sql("INSERT INTO schema_versions (version) VALUES (999)");
    EXPECT_THROW(run_task(migrate_to_newest(database.dsn())), StoreUnusable);
    EXPECT_THAT(run_task(check(database.dsn())), HasSubstr("newer version"));
}

}  // namespace
}  // namespace fairgate::testing
