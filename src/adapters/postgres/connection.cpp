#include "adapters/postgres/connection.hpp"

#include "base/assert.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <iterator>
#include <ranges>
#include <system_error>

namespace fairgate::postgres {
namespace {

using asio::posix::descriptor_base;

constexpr int kOldestServer = 150000;
constexpr std::chrono::milliseconds kIdleInTransactionMax{10'000};

constexpr std::string_view kBegin = "BEGIN";
constexpr std::string_view kCommit = "COMMIT";
constexpr std::string_view kRollBack = "ROLLBACK";
/// For this transaction; SET LOCAL would want a block.
constexpr std::string_view kNoFlush = "SELECT set_config('synchronous_commit', 'off', true)";
constexpr std::string_view kForgetPlans = "DISCARD PLANS";

/// Without the end of a sentence: one of ours goes on from there.
std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        const char plain = c == '\n' || c == '\t' ? ' ' : c;
        if (plain != ' ' || !line.ends_with(' ')) line += plain;
    }
    line.erase(line.find_last_not_of(" .?") + 1);
    return line;
}

/// Of a connection's error, without what libpq guesses about it in lines that begin with a tab. Hosts that
/// were tried in turn have a line each.
std::string without_guesses(std::string_view text) {
    std::string line;
    for (const auto part : std::views::split(text, '\n')) {
        const std::string_view each(part.begin(), part.end());
        if (each.empty() || each.starts_with('\t')) continue;
        line += (line.empty() ? "" : "; ") + one_line(each);
    }
    return line;
}

/// Says nothing of the address itself: wherever it is torn apart, a piece may be one of the password.
[[noreturn]] void refuse_dsn() {
    throw AddressMalformed(
        "The address of the PostgreSQL database is not understood. It looks like "
        "postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with reserved characters of a password such as "
        "@ / # % written as %40 %2F %23 %25, or like host=HOST user=USER password='PASSWORD' "
        "dbname=DATABASE.");
}

/// True when libpq takes the end of a password for a host or a database: it ends where the first '@' or '/'
/// stands.
bool has_torn_password(std::string_view dsn) {
    const auto scheme = dsn.find("://");
    if (!dsn.starts_with("postgres") || scheme == std::string_view::npos) return false;
    dsn.remove_prefix(scheme + 3);
    const auto first = dsn.find_first_of("@/");
    return first != std::string_view::npos &&
           dsn.substr(first + 1, dsn.find('?', first) - first - 1).contains('@');
}

bool are_ports(std::string_view list) {
    return std::ranges::all_of(std::views::split(list, ','), [](const auto& part) {
        const std::string_view text(part.begin(), part.end());
        std::uint16_t port = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
        return text.empty() || (error == std::errc{} && end == text.data() + text.size() && port > 0);
    });
}

using ConnectionOptions = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

std::string value_of(const PQconninfoOption* options, std::string_view keyword) {
    for (; options->keyword; ++options) {
        if (keyword == options->keyword && options->val) return options->val;
    }
    return {};
}

ConnectionOptions parse_dsn(const std::string& dsn) {
    ConnectionOptions options(PQconninfoParse(dsn.c_str(), nullptr), PQconninfoFree);
    if (!options || has_torn_password(dsn) || !are_ports(value_of(options.get(), "port"))) refuse_dsn();
    return options;
}

/// What the session is opened with: limits first, so that the operator's own settings win. Statements are
/// planned once, often while a table is empty that a rush will fill: never by reading it from end to end
/// where an index leads to the rows, and never by compiling, which the price of what has no index would call
/// for. This program keeps `holds` itself.
std::string server_options(const ConnectionSettings& settings, const std::string& from_dsn) {
    return fmt::format(
        "-c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout={} "
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off -c fairgate.holds=kept {} {}",
        settings.statement_max.count(), settings.lock_max.count(), kIdleInTransactionMax.count(), from_dsn,
        settings.options);
}

/// Notices are for people at a terminal.
void ignore_notice(void*, const char* text) {
    spdlog::debug("postgres: {}", one_line(text));
}

PostgresError error_of(const PGresult* result) {
    const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return {code ? code : "", one_line(PQresultErrorMessage(result))};
}

/// Statements that were prepared for another shape of the tables, or on a session that a proxy has exchanged.
bool spoils_session(const PostgresError& error) {
    return error.code() == "0A000" || error.code() == "26000";
}

}  // namespace

std::string describe_dsn(const std::string& dsn) {
    const auto options = parse_dsn(dsn);
    const auto value_or = [&](const char* keyword, const char* other) {
        const auto value = value_of(options.get(), keyword);
        return value.empty() ? std::string(other) : value;
    };
    return fmt::format("database {} at {}:{}", value_or("dbname", "(default)"),
                       value_or("host", "(local socket)"), value_or("port", "5432"));
}

Connection::Connection(asio::any_io_executor executor, const Clock& clock)
    : descriptor_(std::move(executor)), clock_(clock) {}

Connection::~Connection() {
    PQfinish(handle_);
}

Task<void> Connection::open(ConnectionSettings settings) {
    const auto known = parse_dsn(settings.dsn);
    const std::string options = server_options(settings, value_of(known.get(), "options"));
    // Later values replace those of the DSN, except where only a default is given before it. Keepalives and
    // tcp_user_timeout tell a dead host from a slow answer; a unix socket ignores them.
    const char* keywords[] = {"fallback_application_name",
                              "keepalives_idle",
                              "keepalives_interval",
                              "keepalives_count",
                              "tcp_user_timeout",
                              "dbname",
                              "options",
                              "client_encoding",
                              nullptr};
    const char* values[] = {"fairgate",      "5",    "2",    "3", "6000", settings.dsn.c_str(),
                            options.c_str(), "UTF8", nullptr};
    handle_ = PQconnectStartParams(keywords, values, 1);
    if (!handle_) throw StoreUnreachable("out of memory");
    PQsetNoticeProcessor(handle_, ignore_notice, nullptr);
    silent_since_ = clock_.now();
    auto step = PQstatus(handle_) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (step != PGRES_POLLING_OK) {
        if (step == PGRES_POLLING_FAILED) lost();
        // Several hosts may be tried in turn, each with another socket.
        watch_socket();
        co_await wait(step == PGRES_POLLING_READING ? descriptor_base::wait_read
                                                    : descriptor_base::wait_write);
        step = PQconnectPoll(handle_);
    }
    silent_since_.reset();
    watch_socket();
    check_server();
}

/// The descriptor is a duplicate of its own, so that Asio and libpq each close what is theirs.
void Connection::watch_socket() {
    boost::system::error_code ignored;
    descriptor_.close(ignored);
    const int socket = ::fcntl(PQsocket(handle_), F_DUPFD_CLOEXEC, 0);
    if (socket < 0) throw std::system_error(errno, std::generic_category(), "duplicating a socket");
    descriptor_.assign(socket);
}

void Connection::check_server() {
    const int version = PQserverVersion(handle_);
    if (version < kOldestServer) {
        throw StoreUnusable(fmt::format("PostgreSQL {} is too old: Fairgate needs 15 or later.",
                                        PQparameterStatus(handle_, "server_version")));
    }
    if (std::string_view(PQparameterStatus(handle_, "server_encoding")) != "UTF8") {
        throw StoreUnusable("The PostgreSQL database is not in UTF8: make one with ENCODING 'UTF8'.");
    }
    PQsetnonblocking(handle_, 1);
    FAIRGATE_ASSERT(PQenterPipelineMode(handle_) == 1);
}

Task<std::vector<Rows>> Connection::ask(std::vector<Call> calls) {
    return exchange(std::move(calls));
}

Task<Rows> Connection::ask(Call call) {
    std::vector<Call> calls{std::move(call)};
    std::vector<Rows> rows = co_await exchange(std::move(calls));
    co_return std::move(rows.front());
}

Task<std::vector<Rows>> Connection::begin(std::vector<Call> calls) {
    calls.emplace(calls.begin(), kBegin);
    std::vector<Rows> rows = co_await exchange(std::move(calls));
    rows.erase(rows.begin());
    co_return rows;
}

Task<std::vector<Rows>> Connection::commit(std::vector<Call> calls) {
    // Outside of a transaction the end of the pipeline commits all of it as one.
    if (in_transaction()) calls.emplace_back(kCommit);
    try {
        std::vector<Rows> rows = co_await exchange(std::move(calls));
        co_return rows;
    } catch (const StoreUnreachable& error) {
        throw CommitUnknown(error.what());
    }
}

Task<Rows> Connection::commit(Call call) {
    std::vector<Call> calls{std::move(call)};
    std::vector<Rows> rows = co_await commit(std::move(calls));
    co_return std::move(rows.front());
}

Task<Rows> Connection::commit_unflushed(Call call) {
    std::vector<Call> calls{Call(kNoFlush), std::move(call)};
    std::vector<Rows> rows = co_await commit(std::move(calls));
    co_return std::move(rows[1]);
}

Task<void> Connection::roll_back() {
    co_await ask(Call(kRollBack));
}

Task<std::vector<Rows>> Connection::exchange(std::vector<Call> calls) {
    if (broken_) lost();
    silent_since_ = clock_.now();
    const bool plans_anew = plans_are_old();
    if (plans_anew) calls.emplace(calls.begin(), kForgetPlans);
    std::vector<Sent> sent = send(calls);
    co_await flush();
    Answer answer = co_await receive(std::move(sent));
    silent_since_.reset();
    if (!answer.error) {
        if (plans_anew) answer.rows.erase(answer.rows.begin());
        co_return std::move(answer.rows);
    }
    if (spoils_session(*answer.error)) broken_ = true;
    throw std::move(*answer.error);
}

/// A plan that was made while its tables were nearly empty reads them from end to end when they are full, and
/// a rush fills them before the server's own statistics say so. As they grow by the work that is done, it is
/// enough to plan again whenever that has doubled.
bool Connection::plans_are_old() {
    ++exchanges_;
    // A transaction that has failed takes nothing but its end.
    if (exchanges_ < next_planning_ || in_transaction()) return false;
    next_planning_ = 2 * exchanges_;
    return true;
}

std::vector<Connection::Sent> Connection::send(const std::vector<Call>& calls) {
    std::vector<Sent> sent;
    std::unordered_map<const char*, std::string> fresh;
    for (const auto& call : calls) {
        const char* sql = call.sql.data();
        const auto known = prepared_.find(sql);
        std::string name = known != prepared_.end() ? known->second : fresh[sql];
        if (name.empty()) {
            name = fresh[sql] = fmt::format("s{}", ++names_);
            if (PQsendPrepare(handle_, name.c_str(), sql, 0, nullptr) != 1) lost();
            sent.push_back({true, sql, name});
        }
        const auto values = call.parameters.pointers();
        if (PQsendQueryPrepared(handle_, name.c_str(), static_cast<int>(values.size()), values.data(),
                                nullptr, nullptr, 0) != 1) {
            lost();
        }
        sent.push_back({});
    }
    if (PQpipelineSync(handle_) != 1) lost();
    return sent;
}

Task<void> Connection::flush() {
    for (;;) {
        const int state = PQflush(handle_);
        if (state < 0) lost();
        if (state == 0) co_return;
        // The server may stop reading until we have read what it says.
        auto either = asio::experimental::make_parallel_group(
            descriptor_.async_wait(descriptor_base::wait_write, asio::deferred),
            descriptor_.async_wait(descriptor_base::wait_read, asio::deferred));
        co_await either.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
        if (PQconsumeInput(handle_) != 1) lost();
        silent_since_ = clock_.now();
    }
}

Task<Connection::Answer> Connection::receive(std::vector<Sent> sent) {
    Answer answer;
    for (auto next = sent.begin();;) {
        co_await wait_until_answered();
        PGresult* result = PQgetResult(handle_);
        if (!result) {
            // It only parts the answers, unless there is nobody left to give one.
            if (PQstatus(handle_) == CONNECTION_BAD) lost();
            continue;
        }
        Rows rows(result);
        const auto status = PQresultStatus(result);
        if (status == PGRES_PIPELINE_SYNC) break;
        if (status == PGRES_FATAL_ERROR) {
            if (PQstatus(handle_) == CONNECTION_BAD) lost();
            if (!answer.error) answer.error = error_of(result);
        } else if (status != PGRES_PIPELINE_ABORTED && next != sent.end()) {
            if (next->is_preparation) {
                prepared_.emplace(next->sql, next->name);
            } else {
                answer.rows.push_back(std::move(rows));
            }
        }
        if (next != sent.end()) ++next;
    }
    co_return answer;
}

Task<void> Connection::wait_until_answered() {
    while (PQisBusy(handle_) == 1) {
        co_await wait(descriptor_base::wait_read);
        if (PQconsumeInput(handle_) != 1) lost();
        silent_since_ = clock_.now();
    }
}

Task<void> Connection::wait(descriptor_base::wait_type what) {
    co_await descriptor_.async_wait(what, asio::use_awaitable);
}

Task<void> Connection::run_script(std::string script) {
    FAIRGATE_ASSERT(PQexitPipelineMode(handle_) == 1);
    if (PQsendQuery(handle_, script.c_str()) != 1) lost();
    co_await flush();
    std::optional<PostgresError> error;
    for (;;) {
        co_await wait_until_answered();
        PGresult* result = PQgetResult(handle_);
        if (!result) break;
        const Rows rows(result);
        if (PQresultStatus(result) == PGRES_FATAL_ERROR && !error) error = error_of(result);
    }
    silent_since_.reset();
    if (PQstatus(handle_) == CONNECTION_BAD) lost();
    FAIRGATE_ASSERT(PQenterPipelineMode(handle_) == 1);
    if (error) throw std::move(*error);
}

Task<void> Connection::wait_for_news() {
    co_await wait(descriptor_base::wait_read);
    if (!is_usable()) lost();
}

std::vector<Connection::Notification> Connection::notifications() {
    std::vector<Notification> all;
    while (PGnotify* raw = PQnotifies(handle_)) {
        const std::unique_ptr<PGnotify, void (*)(void*)> one(raw, PQfreemem);
        all.push_back({one->relname, one->extra});
    }
    return all;
}

bool Connection::is_usable() {
    return !broken_ && PQconsumeInput(handle_) == 1 && PQstatus(handle_) == CONNECTION_OK;
}

bool Connection::in_transaction() const {
    return PQtransactionStatus(handle_) != PQTRANS_IDLE;
}

void Connection::cut() {
    broken_ = true;
    // Wakes whoever waits for the socket, as the server's end would.
    if (handle_ && PQsocket(handle_) >= 0) ::shutdown(PQsocket(handle_), SHUT_RDWR);
}

void Connection::lost() {
    broken_ = true;
    silent_since_.reset();
    throw StoreUnreachable("PostgreSQL: " + without_guesses(PQerrorMessage(handle_)));
}

}  // namespace fairgate::postgres
