#pragma once

#include "accounts/account_store.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "catalog/catalog_store.hpp"
#include "checkout/audit.hpp"
#include "checkout/order_store.hpp"
#include "cli/event_loops.hpp"
#include "cli/options.hpp"
#include "inventory/node_news.hpp"
#include "inventory/seat_changes.hpp"
#include "inventory/seat_store.hpp"
#include "notify/delivery_store.hpp"
#include "notify/inbox_store.hpp"
#include "notify/outbox_store.hpp"
#include "ops/metrics.hpp"
#include "waitingroom/room_store.hpp"

namespace fairgate::cli {

/// Where messages wait on their way.
struct MessageStores {
    OutboxStore& outbox;
    InboxStore& inbox;
    DeliveryStore& deliveries;
};

/// Where everything is kept: the embedded store, or a PostgreSQL database that other nodes use too. The only
/// place that knows which.
class Stores {
  public:
    virtual ~Stores() = default;

    virtual CatalogStore& catalog() = 0;
    virtual SeatStore& seats() = 0;
    virtual OrderStore& orders() = 0;
    virtual AccountStore& accounts() = 0;
    virtual MessageStores messages() = 0;
    virtual RoomStore& rooms() = 0;

    virtual bool is_shared() const = 0;
    /// The fingerprint of the keys that all nodes on this store have: `own`, where none has told its before.
    virtual Task<std::string> keys_of_all(std::string own) = 0;

    /// Says who is to hear of other nodes. Seat changes are to be published to what it returns, which passes
    /// them on to `local` and to the others. Where there are no others, that is `local`.
    virtual SeatChanges& join(SeatChanges& local, NodeNews news) = 0;
    /// Tells the others that a waiting room was changed here. After `join`.
    virtual void room_changed(EventId event) = 0;
    /// Begins to hear of the others.
    virtual void start() = 0;
    /// Ends that, and all use of the store, while the loops still run. Call when nobody uses it any more.
    virtual void stop() = 0;

    /// Why the store takes no writes; empty when it does.
    virtual Task<std::string> trouble() = 0;
    virtual void register_metrics(Metrics& metrics) = 0;
};

/// Opens the store that `options` name. `loops` must outlive it. Throws CliError with what to tell the
/// operator.
std::unique_ptr<Stores> open_stores(const StoreOptions& options, EventLoops& loops, Clock& clock,
                                    Random& random);

/// Throws CliError when `options` name the embedded store and there is none: opening it would make a new one
/// in a folder that was mistyped.
void require_store(const StoreOptions& options);

/// All that the audit needs of the store that `options` name, of one moment, while servers may be using it.
AuditInput read_audit_input(const StoreOptions& options);

/// Throws what reading it would, if the store that `options` name cannot be reached or is none, but reads
/// nothing.
void check_audit_input(const StoreOptions& options);

/// The dead letters of the store that `options` name, oldest first, while servers may be using it. Throws
/// CliError, and what explain_store_errors knows.
std::vector<DeadLetter> read_dead_letters(const StoreOptions& options, std::uint32_t limit);

/// Runs `work` and turns what a store says against it into a CliError. `refused` follows the reason.
void explain_store_errors(const std::string& refused, const std::function<void()>& work);

/// What the functions above choose from.
std::unique_ptr<Stores> open_embedded_stores(const StoreOptions& options);
std::unique_ptr<Stores> open_postgres_stores(const StoreOptions& options, EventLoops& loops, Clock& clock,
                                             Random& random);
AuditInput read_embedded_audit_input(const StoreOptions& options);
void check_embedded_audit_input(const StoreOptions& options);
AuditInput read_postgres_audit_input(const StoreOptions& options);
void check_postgres_audit_input(const StoreOptions& options);
std::vector<DeadLetter> read_embedded_dead_letters(const StoreOptions& options, std::uint32_t limit);
std::vector<DeadLetter> read_postgres_dead_letters(const StoreOptions& options, std::uint32_t limit);

}  // namespace fairgate::cli
