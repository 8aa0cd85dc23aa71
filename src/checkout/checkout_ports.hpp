#pragma once

#include "base/task_group.hpp"
#include "catalog/catalog.hpp"
#include "checkout/idempotency_cache.hpp"
#include "checkout/order_view.hpp"
#include "checkout/payment_provider.hpp"
#include "inventory/seat_changes.hpp"
#include "inventory/seat_locks.hpp"
#include "inventory/seat_store.hpp"

namespace fairgate {

struct CheckoutRules {
    /// How long the provider has to answer.
    std::chrono::milliseconds payment_limit = std::chrono::seconds{10};
    /// The hold outlives the payment's limit by this, so that an order whose server died can be finished in
    /// time.
    std::chrono::milliseconds hold_margin = std::chrono::seconds{30};
    /// How long a running checkout is left alone after its limit, and a capture after the sale, before
    /// recovery looks at it.
    std::chrono::milliseconds recovery_grace = std::chrono::seconds{5};
    std::chrono::milliseconds recovery_interval = std::chrono::seconds{3};
    FeeRule fees;
    /// False where the provider takes card numbers itself and gives out tokens for them.
    bool takes_card_numbers = true;
};

/// The order's current attempt, as the provider is told of it.
inline PaymentAttempt payment_attempt(const OrderRecord& order) {
    return {order.payment_key(), order.total_amount, order.currency, order.payment_deadline};
}

/// What the checkout's classes work with. All of it outlives them; `tasks` is joined before they are
/// destroyed.
struct CheckoutPorts {
    OrderStore& orders;
    SeatStore& seats;
    SeatLocks& locks;
    SeatChanges& changes;
    Catalog& catalog;
    PaymentProvider& provider;
    IdempotencyCache& answers;
    AvailableSeats available;
    Clock& clock;
    Random& random;
    TaskGroup& tasks;
    /// Called on any thread when a message was committed to the outbox; returns at once. May be empty.
    std::function<void()> message_committed = {};
};

}  // namespace fairgate
