#include "adapters/postgres/migrations.hpp"
#include "adapters/postgres/news.hpp"
#include "adapters/postgres/postgres_account_store.hpp"
#include "adapters/postgres/postgres_audit.hpp"
#include "adapters/postgres/postgres_catalog_store.hpp"
#include "adapters/postgres/postgres_delivery_store.hpp"
#include "adapters/postgres/postgres_inbox_store.hpp"
#include "adapters/postgres/postgres_order_store.hpp"
#include "adapters/postgres/postgres_outbox_store.hpp"
#include "adapters/postgres/postgres_room_store.hpp"
#include "adapters/postgres/postgres_seat_store.hpp"
#include "adapters/postgres/settings.hpp"
#include "base/cancellation.hpp"
#include "cli/cli_error.hpp"
#include "cli/stores.hpp"

#include <boost/asio/strand.hpp>
#include <fmt/format.h>

namespace fairgate::cli {
namespace {

using postgres::Connection;

/// Among the settings; deploy/README.md says when to delete it.
constexpr const char* kFingerprint = "secret_key_fingerprint";

Task<bool> check_database(postgres::ConnectionSettings settings, Clock& clock) {
    Connection connection(co_await asio::this_coro::executor, clock);
    co_await connection.open(std::move(settings));
    co_await postgres::check_schema(connection);
    co_return true;
}

Task<AuditInput> read_database(postgres::ConnectionSettings settings, Clock& clock) {
    Connection connection(co_await asio::this_coro::executor, clock);
    co_await connection.open(std::move(settings));
    co_await postgres::check_schema(connection);
    AuditInput input = co_await postgres::read_audit_input(connection);
    co_return input;
}

Task<bool> ask_anything(Connection& connection) {
    co_await postgres::schema_version(connection);
    co_return true;
}

class PostgresStores final : public Stores {
  public:
    PostgresStores(const postgres::PoolOptions& options, EventLoops& loops, Clock& clock, Random& random)
        : settings_(options.settings),
          loops_(loops),
          clock_(clock),
          random_(random),
          pool_(options, loops.executors(), clock, random) {}
    ~PostgresStores() override { stop(); }

    CatalogStore& catalog() override { return catalog_; }
    SeatStore& seats() override { return seats_; }
    OrderStore& orders() override { return orders_; }
    AccountStore& accounts() override { return accounts_; }
    MessageStores messages() override { return {outbox_, inbox_, deliveries_}; }
    RoomStore& rooms() override { return rooms_; }

    bool is_shared() const override { return true; }
    Task<std::string> keys_of_all(std::string own) override {
        return pool_.run([own = std::move(own)](Connection& connection) {
            return postgres::agree_on(connection, kFingerprint, own);
        });
    }
    SeatChanges& join(SeatChanges& local, NodeNews news) override {
        news_ = std::make_unique<postgres::News>(pool_, settings_, loops_.first(), clock_, random_, local,
                                                 std::move(news));
        return *news_;
    }
    void room_changed(EventId event) override { news_->room_changed(event); }
    void start() override { news_->start(); }
    void stop() override {
        if (std::exchange(stopped_, true)) return;
        if (news_) loops_.wait_for(news_->stop());
        loops_.wait_for(seats_.drain());
        loops_.wait_for(orders_.drain());
        loops_.wait_for(rooms_.drain());
        loops_.wait_for(pool_.close());
    }

    Task<std::string> trouble() override {
        try {
            co_await pool_.run([](Connection& connection) { return ask_anything(connection); });
        } catch (const std::runtime_error& e) {
            if (was_cancelled(e)) throw;
            co_return fmt::format("The store does not take writes: {}.", e.what());
        }
        co_return std::string();
    }

    void register_metrics(Metrics& metrics) override {
        metrics.gauge("fairgate_postgres_connections", "Connections to PostgreSQL open now",
                      [this] { return static_cast<double>(pool_.connections()); });
        metrics.gauge("fairgate_postgres_jobs", "Jobs done on them since the start",
                      [this] { return static_cast<double>(pool_.jobs()); });
        metrics.gauge("fairgate_checkout_batches", "Batches of pending orders committed since the start",
                      [this] { return static_cast<double>(orders_.begin_batches()); });
        metrics.gauge("fairgate_capture_batches", "Batches of captures written down since the start",
                      [this] { return static_cast<double>(orders_.capture_batches()); });
        metrics.gauge("fairgate_sale_batches", "Batches of sales committed since the start",
                      [this] { return static_cast<double>(orders_.sale_batches()); });
        metrics.gauge("fairgate_join_batches", "Batches of fans who joined a waiting room since the start",
                      [this] { return static_cast<double>(rooms_.join_batches()); });
        metrics.gauge("fairgate_postgres_waiting", "Jobs that wait for a connection now",
                      [this] { return static_cast<double>(pool_.waiting()); });
    }

  private:
    const postgres::ConnectionSettings settings_;
    EventLoops& loops_;
    Clock& clock_;
    Random& random_;
    postgres::Pool pool_;
    postgres::PostgresCatalogStore catalog_{pool_};
    postgres::PostgresSeatStore seats_{pool_};
    postgres::PostgresOrderStore orders_{pool_};
    postgres::PostgresAccountStore accounts_{pool_};
    postgres::PostgresOutboxStore outbox_{pool_, clock_};
    postgres::PostgresInboxStore inbox_{pool_};
    postgres::PostgresDeliveryStore deliveries_{pool_, clock_};
    postgres::PostgresRoomStore rooms_{pool_};
    std::unique_ptr<postgres::News> news_;
    bool stopped_ = false;
};

}  // namespace

std::unique_ptr<Stores> open_postgres_stores(const StoreOptions& options, EventLoops& loops, Clock& clock,
                                             Random& random) {
    postgres::PoolOptions pool;
    pool.settings.dsn = options.dsn();
    pool.connections_max = options.postgres_connections;
    const std::string where = postgres::describe_dsn(pool.settings.dsn);
    try {
        loops.wait_for(check_database(pool.settings, clock));
    } catch (const postgres::StoreUnreachable& error) {
        throw CliError(kFailed, fmt::format("The {} cannot be reached: {}.", where, error.what()));
    }
    return std::make_unique<PostgresStores>(pool, loops, clock, random);
}

AuditInput read_postgres_audit_input(const StoreOptions& options) {
    EventLoops loops(1);
    SystemClock clock;
    // Reading everything takes as long as it takes.
    return loops.wait_for(read_database({.dsn = options.dsn(), .statement_max = {}}, clock));
}

void check_postgres_audit_input(const StoreOptions& options) {
    EventLoops loops(1);
    SystemClock clock;
    loops.wait_for(check_database({.dsn = options.dsn()}, clock));
}

std::vector<DeadLetter> read_postgres_dead_letters(const StoreOptions& options, std::uint32_t limit) {
    EventLoops loops(1);
    SystemClock clock;
    SystemRandom random;
    const auto stores = open_postgres_stores(options, loops, clock, random);
    return loops.wait_for(stores->messages().deliveries.list(limit));
}

}  // namespace fairgate::cli
