#include "adapters/postgres/pool.hpp"

#include "base/manual_clock.hpp"
#include "support/cutting_proxy.hpp"
#include "support/postgres_house.hpp"
#include "support/soon.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>
#include <spdlog/spdlog.h>

namespace fairgate::testing {
namespace {

using namespace postgres;
using ::testing::HasSubstr;

constexpr std::string_view kCount = "SELECT count(*) FROM settings";
constexpr std::string_view kInsert = "INSERT INTO settings (name, value) VALUES ($1, $2)";
constexpr std::string_view kValue = "SELECT value FROM settings WHERE name = $1";
constexpr std::string_view kSleep = "SELECT pg_sleep($1)";
constexpr const char* kSleepers =
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
constexpr const char* kWakeSleepers =
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    " AND datname = current_database()";
constexpr std::string_view kNobody = "SELECT * FROM nobody";

Task<std::int64_t> count(Connection& connection) {
    const Rows rows = co_await connection.ask(Call(kCount));
    co_return rows.front().integer(0);
}

Task<std::int64_t> insert(Connection& connection, std::string name, std::string value) {
    const Rows rows = co_await connection.commit(Call(kInsert, name, value));
    co_return rows.changed();
}

Task<std::string> read(Connection& connection, std::string name) {
    const Rows rows = co_await connection.ask(Call(kValue, name));
    co_return std::string(rows.front().text(0));
}

Task<bool> sleep(Connection& connection, std::string seconds) {
    co_await connection.ask(Call(kSleep, seconds));
    co_return true;
}

Task<bool> insert_then_fail(Connection& connection) {
    std::vector<Call> calls;
    calls.emplace_back(kInsert, "a", "1");
    calls.emplace_back(kNobody);
    calls.emplace_back(kInsert, "b", "2");
    co_await connection.commit(std::move(calls));
    co_return true;
}

Task<bool> leave_open(Connection& connection) {
    std::vector<Call> calls;
    calls.emplace_back(kInsert, "a", "1");
    co_await connection.begin(std::move(calls));
    co_return true;
}

/// A pool on a server or on what pretends to be one.
class Bench {
  public:
    explicit Bench(PoolOptions options)
        : pool(std::move(options), {threads_.get_executor()}, clock_, random_) {
        spdlog::set_level(spdlog::level::off);
    }
    Bench(PoolOptions options, Clock& clock)
        : pool(std::move(options), {threads_.get_executor()}, clock, random_) {
        spdlog::set_level(spdlog::level::off);
    }
    ~Bench() {
        run_task(pool.close());
        threads_.join();
    }

    std::int64_t count_settings() {
        return run_task(pool.run([](Connection& c) { return count(c); }));
    }
    /// Whether there is an answer, and it is `expected`.
    bool counts(std::int64_t expected) {
        try {
            return count_settings() == expected;
        } catch (const std::runtime_error&) {
            return false;
        }
    }
    std::int64_t insert_setting(std::string name, std::string value = "x") {
        return run_task(pool.run([=](Connection& c) { return insert(c, name, value); }));
    }

  private:
    SystemClock clock_;
    SystemRandom random_;
    asio::thread_pool threads_{2};

  public:
    Pool pool;
};

template <class T>
bool is_ready(const std::future<T>& future) {
    return future.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
}

PoolOptions options_for(const std::string& dsn) {
    PoolOptions options = patient_options(dsn);
    options.connections_max = 3;
    options.retry.longest = std::chrono::milliseconds{300};
    return options;
}

TEST(PostgresPool, KeepsTextAsItIsButForWhatIsNoText) {
    PostgresDatabase database;
    Bench bench(options_for(database.dsn()));
    const auto kept = [&](const std::string& name, const std::string& text) {
        bench.insert_setting(name, text);
        return run_task(bench.pool.run([=](Connection& c) { return read(c, name); }));
    };
    EXPECT_EQ(kept("a", "Bohème 😀 {\"x\\\": NULL}"), "Bohème 😀 {\"x\\\": NULL}");
    EXPECT_EQ(kept("b", std::string("a\0b", 3)), "a\uFFFDb");
    EXPECT_EQ(kept("c", "\xC3(\xED\xA0\x80"), "\uFFFD(\uFFFD\uFFFD\uFFFD");
}

TEST(PostgresPool, UndoesEverythingOfACallThatFails) {
    PostgresDatabase database;
    Bench bench(options_for(database.dsn()));
    try {
        run_task(bench.pool.run([](Connection& c) { return insert_then_fail(c); }));
        FAIL() << "there is no such table";
    } catch (const PostgresError& error) {
        EXPECT_EQ(error.code(), "42P01");
    }
    EXPECT_EQ(bench.count_settings(), 0);
    EXPECT_EQ(bench.insert_setting("a"), 1);
}

TEST(PostgresPool, RollsBackWhatAJobLeavesOpen) {
    PostgresDatabase database;
    auto options = options_for(database.dsn());
    options.connections_max = 1;
    Bench bench(options);
    run_task(bench.pool.run([](Connection& c) { return leave_open(c); }));
    EXPECT_EQ(bench.count_settings(), 0);
}

TEST(PostgresPool, SharesItsConnectionsAmongManyJobs) {
    PostgresDatabase database;
    Bench bench(options_for(database.dsn()));
    asio::io_context loop;
    std::vector<std::future<std::int64_t>> results;
    for (int i = 0; i < 200; ++i) {
        auto job = bench.pool.run([i](Connection& c) { return insert(c, std::to_string(i), "x"); });
        results.push_back(asio::co_spawn(loop, std::move(job), asio::use_future));
    }
    loop.run();
    for (auto& result : results) EXPECT_EQ(result.get(), 1);
    EXPECT_EQ(bench.count_settings(), 200);
    EXPECT_LE(bench.pool.connections(), 3U);
    EXPECT_EQ(database.sql("SELECT count(*) <= 3 FROM pg_stat_activity WHERE application_name = 'fairgate'"
                           " AND datname = current_database()"),
              "t");
}

TEST(PostgresPool, RefusesJobsThatWouldWaitTooLongOrAreTooMany) {
    PostgresDatabase database;
    auto options = options_for(database.dsn());
    options.connections_max = 1;
    options.waiting_max = 1;
    options.wait_max = std::chrono::seconds{2};
    Bench bench(options);
    asio::io_context loop;
    auto busy =
        asio::co_spawn(loop, bench.pool.run([](Connection& c) { return sleep(c, "60"); }), asio::use_future);
    loop.poll();
    ASSERT_TRUE(soon([&] { return database.sql(kSleepers) == "1"; }));
    auto late =
        asio::co_spawn(loop, bench.pool.run([](Connection& c) { return count(c); }), asio::use_future);
    auto refused =
        asio::co_spawn(loop, bench.pool.run([](Connection& c) { return count(c); }), asio::use_future);
    while (!is_ready(late) || !is_ready(refused)) loop.run_one();
    EXPECT_FALSE(is_ready(busy)) << "they were refused for another reason";
    EXPECT_THROW(late.get(), StoreUnreachable);
    EXPECT_THROW(refused.get(), StoreUnreachable);
    database.sql(kWakeSleepers);
    loop.run();
    EXPECT_THROW(busy.get(), PostgresError);
}

TEST(PostgresPool, GivesUpAServerThatSaysNothing) {
    PostgresDatabase database;
    auto options = options_for(database.dsn());
    options.silence_max = std::chrono::seconds{1};
    Bench bench(options);
    EXPECT_THROW(run_task(bench.pool.run([](Connection& c) { return sleep(c, "50"); })), StoreUnreachable);
    EXPECT_TRUE(soon([&] { return bench.counts(0); })) << "another connection takes its place";
}

TEST(PostgresPool, EndsStatementsThatTakeTooLong) {
    PostgresDatabase database;
    auto options = options_for(database.dsn());
    options.settings.statement_max = std::chrono::seconds{1};
    Bench bench(options);
    EXPECT_THROW(run_task(bench.pool.run([](Connection& c) { return sleep(c, "50"); })), PostgresError);
    EXPECT_TRUE(soon([&] { return bench.counts(0); }));
}

TEST(PostgresPool, IsBackSoonAfterTheServerIs) {
    PostgresServer server;
    PostgresDatabase database(server.folder());
    Bench bench(options_for(database.dsn()));
    EXPECT_EQ(bench.insert_setting("a"), 1);
    server.kill();
    for (int i = 0; i < 20; ++i) EXPECT_THROW(bench.count_settings(), std::runtime_error);
    server.resume();
    EXPECT_TRUE(soon([&] { return bench.counts(1); }));
    EXPECT_EQ(bench.insert_setting("b"), 1);
}

TEST(PostgresPool, IsBackThoughTheClockWasSetBack) {
    PostgresDatabase database;
    const TemporaryFolder between;
    CuttingProxy proxy(between.path() / ".s.PGSQL.5432", PostgresServer::shared_folder() / ".s.PGSQL.5432");
    ManualClock clock{Timestamp{std::chrono::hours{24}}};
    Bench bench(options_for("host='" + between.path().string() + "' user=fairgate dbname=" + database.name()),
                clock);
    proxy.take_away();
    EXPECT_THROW(bench.count_settings(), StoreUnreachable);
    proxy.bring_back();
    EXPECT_THROW(bench.count_settings(), StoreUnreachable) << "it did not wait for the next attempt";
    clock.advance(-std::chrono::hours{1});
    EXPECT_EQ(bench.count_settings(), 0);
}

TEST(PostgresPool, SaysThatTheOutcomeOfACommitIsUnknownWhenItsAnswerIsLost) {
    PostgresServer server;
    PostgresDatabase database(server.folder());
    const auto between = server.folder() / "between";
    std::filesystem::create_directory(between);
    CuttingProxy proxy(between / ".s.PGSQL.5432", server.folder() / ".s.PGSQL.5432");
    Bench bench(options_for("host='" + between.string() + "' user=fairgate dbname=" + database.name()));
    EXPECT_EQ(bench.count_settings(), 0);
    proxy.lose_answer_to("INSERT INTO settings");
    EXPECT_THROW(bench.insert_setting("a"), CommitUnknown);
    EXPECT_EQ(proxy.lost_answers(), 1);
    EXPECT_EQ(bench.count_settings(), 1) << "it was committed, as a new connection tells";
    bench.insert_setting("b");
    EXPECT_EQ(bench.count_settings(), 2);
}

TEST(PostgresConnection, SaysInOneLineWhatIsWrongWithAnAddress) {
    for (const std::string dsn : {"nonsense", "postgresql://[", "host=localhost colour=red"}) {
        try {
            describe_dsn(dsn);
            FAIL() << dsn;
        } catch (const StoreUnusable& error) {
            EXPECT_THAT(error.what(), HasSubstr("is not understood"));
            EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
        }
    }
    EXPECT_EQ(describe_dsn("postgresql://ann:secret@db.example:6000/hall"),
              "database hall at db.example:6000");
}

}  // namespace
}  // namespace fairgate::testing
