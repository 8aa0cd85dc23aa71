#pragma once

#include "adapters/postgres/errors.hpp"
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/rows.hpp"
#include "base/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <string>
#include <unordered_map>
#include <vector>

struct pg_conn;

namespace fairgate::postgres {

/// A statement with its values. `sql` must be a constant: statements are prepared once a connection and known
/// by their address.
struct Call {
    template <class... Values>
    explicit Call(std::string_view text, const Values&... values) : sql(text), parameters(values...) {}

    std::string_view sql;
    Parameters parameters;
};

/// How to reach a database, and what its sessions may take.
struct ConnectionSettings {
    /// As libpq understands it: a URI or keywords and values.
    std::string dsn;
    /// 0 for no limit.
    std::chrono::milliseconds statement_max = std::chrono::seconds{5};
    std::chrono::milliseconds lock_max = std::chrono::seconds{2};
    /// More settings in the form of PGOPTIONS.
    std::string options;
};

/// The parts of `dsn` that are no secret, for messages: "database fairgate at localhost:5432". Throws
/// AddressMalformed when libpq does not understand it.
std::string describe_dsn(const std::string& dsn);

/// One session of the server over libpq in pipeline mode: however many statements a call has, it costs one
/// round trip.
///
/// For one coroutine at a time, which runs on `executor`. After StoreUnreachable or CommitUnknown it is of no
/// use any more.
class Connection {
  public:
    Connection(asio::any_io_executor executor, const Clock& clock);
    /// Says goodbye to the server, without waiting.
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Looking up a host's name blocks the thread; everything else does not. Throws StoreUnreachable, or
    /// StoreUnusable when trying again cannot help.
    Task<void> open(ConnectionSettings settings);

    /// Runs `calls` in order, for what they answer: reads, or steps of a transaction that is open. When one
    /// fails, those behind it are not run. A lost connection is StoreUnreachable: nothing is kept.
    Task<std::vector<Rows>> ask(std::vector<Call> calls);
    Task<Rows> ask(Call call);

    /// Opens a transaction with `calls` as its first steps.
    Task<std::vector<Rows>> begin(std::vector<Call> calls);

    /// Runs `calls` and commits them, with all that the open transaction did. A lost connection is
    /// CommitUnknown.
    Task<std::vector<Rows>> commit(std::vector<Call> calls);
    Task<Rows> commit(Call call);

    /// As `commit`, but without waiting for the server's disk (synchronous_commit = off): what was committed
    /// within three times its wal_writer_delay (200 ms) before it dies may be lost. For what is done again
    /// then, or found out.
    Task<Rows> commit_unflushed(Call call);

    /// Ends a transaction that is open, without a trace.
    Task<void> roll_back();

    /// Runs statements without values or results, outside of the pipeline: for migrations.
    Task<void> run_script(std::string script);

    /// Returns when the server has sent something unasked; throws StoreUnreachable when it is gone.
    Task<void> wait_for_news();
    struct Notification {
        std::string channel;
        std::string payload;
    };
    /// What has arrived on the channels that were listened to.
    std::vector<Notification> notifications();

    /// False when the server has ended the session, as far as one can tell without asking.
    bool is_usable();
    bool in_transaction() const;

    /// When the server was last heard, while a call waits for it; empty in between.
    std::optional<Timestamp> silent_since() const { return silent_since_; }
    /// Gives the connection up: whoever waits for it hears that it is lost. On the executor.
    void cut();

  private:
    /// What stands in the pipeline: one answer is expected for each.
    struct Sent {
        bool is_preparation = false;
        const char* sql = nullptr;
        std::string name;
    };
    struct Answer {
        std::vector<Rows> rows;
        std::optional<PostgresError> error;
    };

    Task<std::vector<Rows>> exchange(std::vector<Call> calls);
    bool plans_are_old();
    std::vector<Sent> send(const std::vector<Call>& calls);
    Task<void> flush();
    Task<Answer> receive(std::vector<Sent> sent);
    Task<void> wait_until_answered();
    Task<void> wait(asio::posix::stream_descriptor::wait_type what);
    void watch_socket();
    void check_server();
    [[noreturn]] void lost();

    asio::posix::stream_descriptor descriptor_;
    const Clock& clock_;
    pg_conn* handle_ = nullptr;
    bool broken_ = false;
    std::optional<Timestamp> silent_since_;
    /// Names of prepared statements by the address of their text.
    std::unordered_map<const char*, std::string> prepared_;
    std::uint64_t names_ = 0;
    std::uint64_t exchanges_ = 0;
    /// Among exchanges, when the server is told to make new plans.
    std::uint64_t next_planning_ = 16;
};

}  // namespace fairgate::postgres
