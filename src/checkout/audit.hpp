#pragma once

#include "checkout/order_store.hpp"
#include "checkout/payment_provider.hpp"

namespace fairgate {

/// A seat that is sold, as the seats say.
struct AuditSeat {
    EventId event;
    SeatIndex seat = 0;
    OrderId order;
};

struct AuditItem {
    OrderId order;
    EventId event;
    OrderItem item;
    bool voided = false;
};

/// One row of the provider's ledger.
struct AuditPayment {
    /// Order id, hyphen, attempt.
    std::string key;
    std::string payment_id;
    PaymentState state = PaymentState::cancelled;
    MinorUnits amount;
};

/// Everything the invariants of selling speak about, read at one moment while no checkout runs.
struct AuditInput {
    /// Without their items.
    std::vector<OrderRecord> orders;
    std::vector<AuditItem> items;
    std::vector<AuditSeat> sold_seats;
    std::vector<TicketRecord> tickets;
    /// Empty when the provider's ledger cannot be read here; payments are not checked then.
    std::optional<std::vector<AuditPayment>> ledger;
    /// How payment ids in that ledger begin: orders that were paid elsewhere are not looked for in it.
    std::string ledger_prefix;
};

/// What is broken, one sentence each; empty when no seat was sold twice, every paid order has its seats,
/// items, tickets and exactly one payment of its amount, and no money was taken without an order. Pending
/// orders may have an open authorization: recovery has not come to them yet.
std::vector<std::string> audit(const AuditInput& input);

}  // namespace fairgate
