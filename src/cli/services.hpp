#pragma once

#include "accounts/accounts.hpp"
#include "accounts/server_keys.hpp"
#include "adapters/stripe/stripe_webhook.hpp"
#include "catalog/catalog.hpp"
#include "checkout/checkout.hpp"
#include "checkout/orders.hpp"
#include "cli/event_loops.hpp"
#include "cli/hints.hpp"
#include "cli/messaging.hpp"
#include "cli/options.hpp"
#include "cli/stores.hpp"
#include "inventory/best_available.hpp"
#include "inventory/event_status_worker.hpp"
#include "inventory/hold_sweep.hpp"
#include "inventory/live_seat_map.hpp"
#include "inventory/release_seats.hpp"
#include "inventory/reserve_seats.hpp"
#include "notify/cleanup.hpp"
#include "notify/hold_expiry.hpp"
#include "waitingroom/waiting_rooms.hpp"

#include <boost/asio/thread_pool.hpp>

namespace fairgate::cli {

/// The composition: the stores, locks, caches and the payment provider that the options name, and the use
/// cases on top of them. Members stand in the order in which they depend on each other.
struct Services {
    Services(const ServeOptions& options, EventLoops& loops, Clock& clock, Random& random);
    Services(const Services&) = delete;
    Services& operator=(const Services&) = delete;

    /// Loads what must be in memory and starts the workers.
    void start();
    /// Ends the workers and waits until everything that was begun is finished. Call when no request runs.
    void stop();

    const ServeOptions& options;
    EventLoops& loops;
    /// What is said to the store goes out here: on `loops` it would wait for the answers to a batch before.
    EventLoops store_loop{1};
    Clock& clock;
    Random& random;

    std::unique_ptr<Stores> stores;
    ServerKeys keys;
    CatalogStore& catalog_store;
    SeatStore& seat_store;
    OrderStore& order_store;
    AccountStore& account_store;
    std::unique_ptr<Hints> hints;
    SeatLocks& locks;
    std::unique_ptr<PaymentProvider> provider;
    TicketSigner signer;

    /// Bodies of the seat map are built here, away from the loops.
    asio::thread_pool pool{1};
    /// A draw may take a second: the seat maps of other events must not wait for it.
    asio::thread_pool draws{1};
    /// Those who look at their tickets after a sale must not slow down who still buys.
    asio::thread_pool codes{1};
    TaskGroup workers{"workers"};
    TaskGroup checkouts{"checkouts"};

    Catalog catalog;
    Messaging messaging;
    LiveSeatMap map;
    /// The map, and those of other nodes.
    SeatChanges& changes;
    ReservationCache reservations;
    HoldSweep hold_sweep;
    /// Null without a broker.
    std::unique_ptr<HoldExpiry> hold_expiry;
    HoldBatcher batcher;
    ReserveSeats reserve;
    BestAvailable best_available;
    ReleaseSeats release;
    FindReservation find_reservation;
    EventStatusWorker event_statuses;
    WaitingRooms rooms;

    CheckoutRules checkout_rules;
    CheckoutPorts checkout_ports;
    Settlement settlement;
    OrderRecovery recovery;
    CircuitBreaker breaker;
    Checkout checkout;
    Orders orders;
    /// Null when no events of Stripe are taken.
    std::unique_ptr<stripe::StripeWebhook> stripe_webhook;

    Sessions sessions;
    PasswordHasher hasher;
    Accounts accounts;
    Cleanup cleanup;

  private:
    void start_workers();
    NodeNews news();
    std::vector<Chore> chores();
    WaitingRooms::Ports room_ports();
    std::unique_ptr<stripe::StripeWebhook> make_stripe_webhook();
    std::unique_ptr<HoldExpiry> make_hold_expiry();
};

}  // namespace fairgate::cli
