#pragma once

#include <filesystem>
#include <memory>
#include <string>

struct pg_conn;

namespace fairgate::testing {

/// A PostgreSQL server of its own for a test that does bad things to it; gone with this process at the
/// latest. See tests/support/postgres.
class PostgresServer {
  public:
    PostgresServer();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// kill -9 to all its processes; `resume` starts it again.
    void kill() { run("kill"); }
    void resume() { run("resume"); }

    /// Where its socket lies.
    const std::filesystem::path& folder() const { return folder_; }

    /// The server that tests share: the one that CTest started, or else one for this process.
    static std::filesystem::path shared_folder();

  private:
    void run(const std::string& command) const;

    std::filesystem::path folder_;
};

/// A session of somebody else, with libpq alone: none of the code under test. Ends with the object, and with
/// it a transaction that it has open.
class PostgresSession {
  public:
    /// Throws what the server says against it.
    explicit PostgresSession(const std::string& dsn);

    /// Runs statements and returns the first column of the first row of the last one; "" without any. Throws
    /// what the server says against it.
    std::string run(const std::string& text);

  private:
    [[noreturn]] void fail() const;

    std::unique_ptr<pg_conn, void (*)(pg_conn*)> handle_;
};

/// An empty database with Fairgate's schema on a server, dropped at the end. Its clock is the caller's, so
/// that tests with a ManualClock can run on it, unless told otherwise.
class PostgresDatabase {
  public:
    explicit PostgresDatabase(std::filesystem::path server = PostgresServer::shared_folder());
    ~PostgresDatabase();
    PostgresDatabase(const PostgresDatabase&) = delete;
    PostgresDatabase& operator=(const PostgresDatabase&) = delete;

    /// For libpq.
    std::string dsn() const;
    const std::string& name() const { return name_; }

    /// As PostgresSession::run, in a session of its own.
    std::string sql(const std::string& text) const;

    /// What makes the database follow the caller's clock; for ConnectionSettings::options.
    static constexpr const char* kCallersClock = "-c fairgate.clock=caller";

  private:
    std::filesystem::path server_;
    std::string name_;
};

/// An empty database without a schema; otherwise as above.
std::string make_bare_database(const std::filesystem::path& server);

}  // namespace fairgate::testing
