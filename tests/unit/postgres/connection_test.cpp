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

std::string refusal(const std::string& dsn) {
    try {
        return "taken: " + postgres::describe_dsn(dsn);
    } catch (const postgres::StoreUnusable& error) {
        return error.what();
    }
}

TEST(PostgresAddress, IsRefusedWithoutAWordOfIt) {
    const std::string expected = refusal("postgres");
    EXPECT_THAT(expected, HasSubstr("looks like postgresql://USER:PASSWORD@HOST:PORT/DATABASE"));
    for (const char* dsn :
         {"postgres//fairgate:s3cr3tpw@db.example/fairgate", "postgresql://ann:s3c%zzr3tpw@db.example/hall",
          "postgresql://ann:s3c/r3tpw@db.example/hall", "postgresql://ann:12/r3tpw@db.example/hall",
          "postgresql://ann:s3c@r3tpw@db.example/hall", "postgresql://ann:s3c/r3t?pw@db.example/hall",
          "postgresql://ann:12/r3t?pw@db.example/hall", "postgresql://ann:s3cr3tpw@db.example:x/hall",
          "postgresql://ann:s3cr3tpw@db.example:70000/hall", "http://ann:s3cr3tpw@db.example/hall?a=b",
          "host=db.example password=s3c r3tpw", "host=db.example password='s3cr3tpw", "s3cr3tpw"}) {
        EXPECT_EQ(refusal(dsn), expected) << dsn;
    }
}

TEST(PostgresAddress, IsDescribedWithoutThePassword) {
    EXPECT_EQ(refusal("postgresql://ann:s%2F%40%23%25@db.example:5433/hall"),
              "taken: database hall at db.example:5433");
    EXPECT_EQ(refusal("postgresql://ann:a#b?c@one,two:5433/hall?user=ann@corp"),
              "taken: database hall at one,two:,5433");
    EXPECT_EQ(refusal("host=/run/postgresql dbname=hall password='a b/c@d'"),
              "taken: database hall at /run/postgresql:5432");
    EXPECT_EQ(refusal("postgresql:///hall?host=/run/postgresql"),
              "taken: database hall at /run/postgresql:5432");
}

/// Why no connection can be made.
Task<std::string> failure_of(std::string dsn) {
    SystemClock clock;
    Connection connection(co_await asio::this_coro::executor, clock);
    std::string failure;
    try {
        co_await connection.open({.dsn = std::move(dsn)});
    } catch (const postgres::StoreUnreachable& error) {
        failure = error.what();
    }
    co_return failure;
}

TEST(PostgresConnection, SaysInPartOfASentenceWhyItFails) {
    EXPECT_EQ(run_task(failure_of("host=127.0.0.1 port=1")),
              R"(PostgreSQL: connection to server at "127.0.0.1", port 1 failed: Connection refused)");
    EXPECT_EQ(run_task(failure_of("host=127.0.0.1,127.0.0.2 port=1,2")),
              R"(PostgreSQL: connection to server at "127.0.0.1", port 1 failed: Connection refused; )"
              R"(connection to server at "127.0.0.2", port 2 failed: Connection refused)");
}

}  // namespace
}  // namespace fairgate::testing
