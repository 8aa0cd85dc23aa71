#include "adapters/sqlite/sqlite_account_store.hpp"
#include "adapters/sqlite/sqlite_audit.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_delivery_store.hpp"
#include "adapters/sqlite/sqlite_inbox_store.hpp"
#include "adapters/sqlite/sqlite_order_store.hpp"
#include "adapters/sqlite/sqlite_outbox_store.hpp"
#include "adapters/sqlite/sqlite_room_store.hpp"
#include "adapters/sqlite/sqlite_seat_store.hpp"
#include "cli/cli_error.hpp"
#include "cli/stores.hpp"

#include <fmt/format.h>

namespace fairgate::cli {
namespace {

class EmbeddedStores final : public Stores {
  public:
    explicit EmbeddedStores(const std::filesystem::path& folder) : file_(folder) {}

    CatalogStore& catalog() override { return catalog_; }
    SeatStore& seats() override { return seats_; }
    OrderStore& orders() override { return orders_; }
    AccountStore& accounts() override { return accounts_; }
    MessageStores messages() override { return {outbox_, inbox_, deliveries_}; }
    RoomStore& rooms() override { return rooms_; }

    bool is_shared() const override { return false; }
    Task<std::string> keys_of_all(std::string own) override { co_return own; }
    SeatChanges& join(SeatChanges& local, NodeNews) override { return local; }
    void room_changed(EventId) override {}
    void start() override {}
    void stop() override {}

    Task<std::string> trouble() override {
        try {
            co_await file_.writer().run(
                [](sqlite::Connection& connection) { return connection.prepare("SELECT 1").step(); });
        } catch (const sqlite::SqliteError& e) {
            co_return fmt::format("The store does not take writes: {}.", e.what());
        }
        co_return std::string();
    }

    void register_metrics(Metrics& metrics) override {
        metrics.gauge("fairgate_store_commits", "Transactions committed since the start",
                      [this] { return static_cast<double>(file_.writer().commits()); });
        metrics.gauge("fairgate_store_jobs", "Writes done in them",
                      [this] { return static_cast<double>(file_.writer().jobs()); });
    }

  private:
    sqlite::StoreFile file_;
    SqliteCatalogStore catalog_{file_};
    sqlite::SqliteSeatStore seats_{file_};
    sqlite::SqliteOrderStore orders_{file_};
    sqlite::SqliteAccountStore accounts_{file_};
    sqlite::SqliteOutboxStore outbox_{file_};
    sqlite::SqliteInboxStore inbox_{file_};
    sqlite::SqliteDeliveryStore deliveries_{file_};
    sqlite::SqliteRoomStore rooms_{file_};
};

}  // namespace

std::unique_ptr<Stores> open_embedded_stores(const StoreOptions& options) {
    return std::make_unique<EmbeddedStores>(options.data);
}

AuditInput read_embedded_audit_input(const StoreOptions& options) {
    return sqlite::read_audit_input(options.data);
}

void check_embedded_audit_input(const StoreOptions& options) {
    sqlite::check_audit_input(options.data);
}

std::vector<DeadLetter> read_embedded_dead_letters(const StoreOptions& options, std::uint32_t limit) {
    try {
        return sqlite::read_dead_letters(options.data, limit);
    } catch (const sqlite::SqliteError& error) {
        throw CliError(kFailed, fmt::format("The store in {} cannot be read: {}. Is --data right?",
                                            options.data.string(), error.what()));
    }
}

}  // namespace fairgate::cli
