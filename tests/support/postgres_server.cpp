#include "support/postgres_server.hpp"

#include "adapters/postgres/migrations.hpp"
#include "support/checkout.hpp"
#include "support/run_task.hpp"

#include <boost/asio/this_coro.hpp>
#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace fairgate::testing {
namespace {

constexpr const char* kTemplate = "fairgate_template";
constexpr const char* kAdministration = "postgres";

std::string dsn_of(const std::filesystem::path& server, const std::string& database) {
    return "host='" + server.string() + "' user=fairgate dbname=" + database;
}

Task<int> migrate_database(std::string dsn) {
    SystemClock clock;
    postgres::Connection connection(co_await asio::this_coro::executor, clock);
    co_await connection.open({.dsn = std::move(dsn)});
    const int before = co_await postgres::migrate(connection);
    co_return before;
}

std::string new_name() {
    static std::atomic<unsigned> count = 0;
    return "test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
}

/// Whoever comes first makes the template that the databases of all test programs are copies of.
void make_template(const std::filesystem::path& server, PostgresSession& administration) {
    administration.run("SELECT pg_advisory_lock(1)");
    if (administration
            .run("SELECT 1 FROM pg_database WHERE datistemplate AND datname = '" + std::string(kTemplate) +
                 "'")
            .empty()) {
        administration.run(std::string("DROP DATABASE IF EXISTS ") + kTemplate);
        administration.run(std::string("CREATE DATABASE ") + kTemplate);
        run_task(migrate_database(dsn_of(server, kTemplate)));
        administration.run(std::string("ALTER DATABASE ") + kTemplate + " IS_TEMPLATE true");
    }
    administration.run("SELECT pg_advisory_unlock(1)");
}

std::string quoted(const std::string& text) {
    return "'" + text + "'";
}

}  // namespace

PostgresSession::PostgresSession(const std::string& dsn) : handle_(PQconnectdb(dsn.c_str()), PQfinish) {
    if (PQstatus(handle_.get()) != CONNECTION_OK) fail();
    PQsetNoticeProcessor(handle_.get(), [](void*, const char*) {}, nullptr);
}

std::string PostgresSession::run(const std::string& text) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(handle_.get(), text.c_str()), PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail();
    const bool has_value = PQntuples(result.get()) > 0 && PQnfields(result.get()) > 0;
    return has_value ? PQgetvalue(result.get(), 0, 0) : "";
}

void PostgresSession::fail() const {
    throw std::runtime_error(PQerrorMessage(handle_.get()));
}

PostgresServer::PostgresServer() {
    folder_ = std::filesystem::temp_directory_path() / ("fairgate-" + new_name());
    run("start");
}

PostgresServer::~PostgresServer() {
    try {
        run("remove");
    } catch (const std::exception&) {
        // It goes with this process.
    }
}

void PostgresServer::run(const std::string& command) const {
    const std::string line = quoted(std::string(kCheckout) + "/tests/support/postgres") + " " + command +
                             " " + quoted(folder_.string()) + " " + std::to_string(getpid());
    if (std::system(line.c_str()) != 0) throw std::runtime_error("failed: " + line);
}

std::filesystem::path PostgresServer::shared_folder() {
    const std::filesystem::path started = FAIRGATE_TEST_POSTGRES;
    if (std::filesystem::exists(started / "owner")) return started;
    static const PostgresServer own;
    return own.folder();
}

PostgresDatabase::PostgresDatabase(std::filesystem::path server)
    : server_(std::move(server)), name_(new_name()) {
    PostgresSession administration(dsn_of(server_, kAdministration));
    make_template(server_, administration);
    administration.run("CREATE DATABASE " + name_ + " TEMPLATE " + kTemplate);
}

PostgresDatabase::~PostgresDatabase() {
    try {
        PostgresSession(dsn_of(server_, kAdministration)).run("DROP DATABASE " + name_ + " WITH (FORCE)");
    } catch (const std::exception&) {
        // Its server goes too.
    }
}

std::string PostgresDatabase::dsn() const {
    return dsn_of(server_, name_);
}

std::string PostgresDatabase::sql(const std::string& text) const {
    return PostgresSession(dsn()).run(text);
}

std::string make_bare_database(const std::filesystem::path& server) {
    const std::string name = new_name();
    PostgresSession(dsn_of(server, kAdministration)).run("CREATE DATABASE " + name);
    return dsn_of(server, name);
}

}  // namespace fairgate::testing
