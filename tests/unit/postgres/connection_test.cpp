#include "adapters/postgres/connection.hpp"

#include "support/postgres_house.hpp"

#include <gmock/gmock.h>

namespace fairgate::testing {
namespace {

using postgres::Call;
using postgres::Connection;
using postgres::Rows;
using ::testing::HasSubstr;

constexpr std::string_view kFind = "SELECT id FROM growing WHERE id = ANY ($1::int[])";
/// It is the first statement of its connection.
constexpr std::string_view kExplain = "EXPLAIN EXECUTE s1 ('{1, 2}')";

Task<std::string> plan_of_find(Connection& connection) {
    const Rows rows = co_await connection.ask(Call(kExplain));
    co_return std::string(rows.front().text(0));
}

/// The plans before and after some work, between which the table has been filled.
Task<std::pair<std::string, std::string>> plans_while_it_grows(PostgresDatabase& database) {
    SystemClock clock;
    Connection connection(co_await asio::this_coro::executor, clock);
    // For the test to see a bad plan, they have to be allowed.
    co_await connection.open({.dsn = database.dsn(), .options = "-c enable_seqscan=on"});
    const std::vector<std::int64_t> ids{1, 2};
    co_await connection.ask(Call(kFind, ids));
    database.sql("INSERT INTO growing SELECT i, repeat('x', 500) FROM generate_series(1, 10000) AS i");
    std::string before = co_await plan_of_find(connection);
    for (int i = 0; i < 100; ++i) {
        const Rows found = co_await connection.ask(Call(kFind, ids));
        EXPECT_EQ(found.size(), 2);
    }
    std::string after = co_await plan_of_find(connection);
    co_return std::pair(std::move(before), std::move(after));
}

/// What the setting is in a commit that does not wait for the disk, and after it.
Task<std::pair<std::string, std::string>> flush_settings(PostgresDatabase& database) {
    constexpr std::string_view ask = "SELECT current_setting('synchronous_commit')";
    SystemClock clock;
    Connection connection(co_await asio::this_coro::executor, clock);
    co_await connection.open({.dsn = database.dsn(), .options = "-c synchronous_commit=on"});
    const Rows within = co_await connection.commit_unflushed(Call(ask));
    const Rows after = co_await connection.ask(Call(ask));
    co_return std::pair(std::string(within.front().text(0)), std::string(after.front().text(0)));
}

TEST(PostgresConnection, SparesTheDiskForOneCommitOnly) {
    PostgresDatabase database;
    const auto [within, after] = run_task(flush_settings(database));
    EXPECT_EQ(within, "off");
    EXPECT_EQ(after, "on");
}

TEST(PostgresConnection, PlansAnewForTablesThatGrow) {
    PostgresDatabase database;
    database.sql("CREATE TABLE growing (id integer PRIMARY KEY, fill text) WITH (autovacuum_enabled = off)");
    database.sql("VACUUM ANALYZE growing");
    const auto [before, after] = run_task(plans_while_it_grows(database));
    EXPECT_THAT(before, HasSubstr("Seq Scan"));
    EXPECT_THAT(after, ::testing::Not(HasSubstr("Seq Scan")));
}

}  // namespace
}  // namespace fairgate::testing
