#pragma once

#include "adapters/memory/memory_idempotency_cache.hpp"
#include "adapters/memory/memory_seat_locks.hpp"
#include "adapters/payments/test_provider.hpp"
#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "adapters/sqlite/sqlite_order_store.hpp"
#include "adapters/sqlite/sqlite_seat_store.hpp"
#include "base/manual_clock.hpp"
#include "checkout/checkout.hpp"
#include "checkout/orders.hpp"
#include "faults.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <future>

namespace fairgate::testing {

inline constexpr const char* kGoodCard = "4242424242424242";
inline constexpr const char* kDeclinedCard = "4000000000000002";
inline constexpr const char* kTimeOutCard = "4000000000000119";
inline constexpr const char* kSlowCard = "4000000000000259";
inline constexpr const char* kLostAnswerCard = "4000000000000341";

inline const EventId kEvent{1001};
inline const Session kAnn{SessionId{11}, std::nullopt};
inline const Session kBob{SessionId{22}, std::nullopt};

/// Ignores what the live map would show.
struct NoMap final : SeatChanges {
    void publish(EventId, std::span<const SeatChange>) override {}
};

/// The whole selling side on the embedded adapters, over a data folder that outlives it: destroying a world
/// and making another on its folder is a restart. Time stands still until everything waits, then jumps on by
/// a second.
class CheckoutWorld {
  public:
    CheckoutWorld(const std::filesystem::path& folder, Timestamp start, FaultPlan plan = {});
    /// Drops what is running, as the end of a process does.
    ~CheckoutWorld();

    /// Runs `task` and returns its result.
    template <class T>
    T run(Task<T> task) {
        auto result = asio::co_spawn(loop, std::move(task), asio::use_future);
        while (result.wait_for(std::chrono::seconds{0}) != std::future_status::ready) step();
        return result.get();
    }
    /// Until no checkout, capture or provider call is under way.
    void settle_down();
    /// Does what is ready; when all wait, time goes on.
    void step();

    /// Until store and ledger have done what they were asked.
    void wait_for_files();

    /// Writes venue, plan and event, once for each folder.
    void create_event();
    std::optional<HoldId> hold(Session session, std::vector<SeatIndex> seats);
    CheckoutResult buy(Session session, std::string key, std::string card = kGoodCard);
    std::optional<OrderRecord> order_of(std::string key) { return run(store.find_by_key(std::move(key))); }
    /// Recovers for a minute, as the worker does.
    void recover();
    /// What the audit finds in the folder.
    std::vector<std::string> violations();
    std::vector<LedgerEntry> ledger() const { return TestProvider::read_ledger(folder); }

    std::filesystem::path folder;
    asio::io_context loop;
    ManualClock clock;
    SystemRandom random;
    Faults faults;
    sqlite::StoreFile file;
    SqliteCatalogStore catalog_store;
    sqlite::SqliteSeatStore seats;
    sqlite::SqliteOrderStore store;
    FaultyOrders orders;
    TestProvider bank;
    FaultyProvider provider;
    memory::MemorySeatLocks locks;
    NoMap map;
    MemoryIdempotencyCache answers;
    Catalog catalog;
    TaskGroup tasks{"checkouts"};
    CheckoutRules rules;
    CheckoutPorts ports;
    CircuitBreaker breaker;
    Settlement settlement;
    OrderRecovery recovery;
    Checkout checkout;
};

api::CheckoutRequest request(std::string key, std::string card = kGoodCard);

inline const Timestamp kStart = *from_rfc3339("2026-11-23T20:00:00Z");

}  // namespace fairgate::testing
