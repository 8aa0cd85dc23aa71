#pragma once

#include "base/encoding.hpp"
#include "base/task.hpp"
#include "base/trace.hpp"
#include "checkout/api.hpp"
#include "inventory/hold.hpp"

#include <stdexcept>

namespace fairgate {

using api::OrderStatus;

struct OrderItem {
    SeatIndex seat = 0;
    MinorUnits price;
    MinorUnits fee;
};

/// An order as it is stored.
struct OrderRecord {
    OrderId id;
    EventId event;
    SessionId session;
    std::optional<UserId> user;
    HoldId hold;
    std::string email;
    OrderStatus status = OrderStatus::pending;
    MinorUnits subtotal;
    MinorUnits fees;
    MinorUnits total_amount;
    std::string currency;
    /// Payment attempts so far, from 1.
    std::uint32_t attempt = 1;
    /// After this an unfinished payment is cancelled at the provider.
    Timestamp payment_deadline;
    /// When the hold ends if the payment fails.
    Timestamp hold_expires_at;
    std::optional<std::string> payment_id;
    std::optional<std::string> card_last_four;
    /// The provider is still to be told what has become of the payment: a paid order's is to be captured, a
    /// cancelled one's voided. The column is capture_due.
    bool settlement_due = false;
    std::string idempotency_key;
    Bytes fingerprint;
    /// The paid order as JSON, exactly as the buyer got it.
    std::optional<std::string> response;
    Timestamp created_at;
    /// Of the request that began the present attempt.
    std::string trace;
    /// Ascending by seat.
    std::vector<OrderItem> items;

    std::vector<SeatIndex> seats() const {
        std::vector<SeatIndex> seats;
        for (const auto& item : items) seats.push_back(item.seat);
        return seats;
    }

    /// The provider's idempotency key of the current attempt.
    std::string payment_key() const { return id.text() + "-" + std::to_string(attempt); }

    /// "ORDER (trace X)": how log lines call it.
    std::string log_name() const { return id.text() + trace_note(trace); }

    /// The order whose attempt has this key; empty when it is none of ours.
    static std::optional<OrderId> of_payment_key(std::string_view key) {
        return OrderId::parse(key.substr(0, key.find('-')));
    }
};

/// A checkout about to call the provider.
struct NewOrder {
    OrderId id;
    Session session;
    Hold hold;
    std::string email;
    MinorUnits subtotal;
    MinorUnits fees;
    std::string currency;
    Timestamp payment_deadline;
    /// The hold lasts at least until then.
    Timestamp hold_until;
    std::string idempotency_key;
    Bytes fingerprint;
    /// Of the request that pays.
    std::string trace = {};
    /// How many seats of the event an account may have; 0 for no limit. A session has one hold at a time,
    /// which was counted when it grew.
    std::uint32_t purchase_limit = 0;
    /// One for every seat of the hold, ascending.
    std::vector<OrderItem> items;
};

enum class BeginOutcome {
    /// The order is pending and the hold extended; the provider may be called.
    started,
    /// The key is taken and not open for this request: `order` tells by whom and for what.
    key_taken,
    /// The hold is not live or has other seats by now.
    hold_changed,
    /// Another key is paying for the same hold.
    checkout_in_progress,
    /// With what the account has bought, or is paying for in other sessions, it would exceed
    /// `purchase_limit`.
    purchase_limit,
};

struct BeginResult {
    BeginOutcome outcome = BeginOutcome::hold_changed;
    OrderRecord order;
    /// The hold's seats with their new end, for the live map.
    std::vector<SeatChange> changes;
};

/// A payment that was authorized.
struct Sale {
    OrderId order;
    /// The order's own, so that a store need not look them up before it locks them.
    EventId event;
    std::vector<SeatIndex> seats;
    std::uint32_t attempt = 1;
    std::string payment_id;
    std::string card_last_four;
    std::string response;
    std::string message;
    /// The first ticket's id; the others follow it one by one.
    TicketId first_ticket;
    /// Of the request that pays, for the message and log lines.
    std::string trace = {};
    /// Also takes seats that nobody holds any more, for a payment that outlived its hold.
    bool take_free_seats = false;
};

/// For stores: throws logic_error unless the sale names the event and seats of its order. It must not be sold
/// then, but nor must it end those that are sold beside it.
inline void expect_own_seats(const Sale& sale, const OrderRecord& order) {
    if (order.event == sale.event && order.seats() == sale.seats) return;
    throw std::logic_error("the sale of order " + order.id.text() + " names other seats");
}

enum class CompleteOutcome {
    paid,
    seats_gone,
    /// Somebody else has finished this attempt: `order` tells how.
    not_pending,
};

struct CompleteResult {
    CompleteOutcome outcome = CompleteOutcome::seats_gone;
    OrderRecord order;
    /// The sold seats, for the live map.
    std::vector<SeatChange> changes;
};

/// What ending an attempt changed; empty when the attempt was not pending any more.
using EndResult = std::optional<std::vector<SeatChange>>;

struct TicketRecord {
    TicketId id;
    OrderId order;
    EventId event;
    SeatIndex seat = 0;
    api::TicketStatus status = api::TicketStatus::valid;
    Timestamp issued_at;
};

/// Seats sold outside the web shop, one order each.
struct BoxOfficeSale {
    OrderId order;
    EventId event;
    std::string currency;
    std::vector<OrderItem> items;
    /// The first ticket's id; the others follow it one by one.
    TicketId first_ticket;
};

/// Where orders and tickets are kept. Every method is one transaction, durable when it
/// returns, but for `mark_settled`: that may be forgotten, and the settlement is due again. An exception
/// from a writing method means that its outcome is unknown: look the order up before deciding anything.
class OrderStore {
  public:
    virtual ~OrderStore() = default;

    /// Claims the idempotency key, writes the pending order and extends the hold. A declined order of the
    /// same fingerprint starts its next attempt.
    virtual Task<BeginResult> begin(NewOrder order, Timestamp now) = 0;

    /// Order paid, its seats sold, tickets and the message `order.paid` written, capture due.
    virtual Task<CompleteResult> complete(Sale sale, Timestamp now) = 0;

    /// The attempt came to nothing: the key is open again and the hold ends when it would have.
    virtual Task<EndResult> decline(OrderId order, std::uint32_t attempt, Timestamp now) = 0;

    /// The seats are gone: the key stays closed, and the payment is to be voided. The hold is treated as by
    /// `decline`.
    virtual Task<EndResult> cancel(OrderId order, std::uint32_t attempt, Timestamp now) = 0;

    /// What was due at the provider has been done.
    virtual Task<void> mark_settled(OrderId order, Timestamp now) = 0;

    virtual Task<std::optional<OrderRecord>> find(OrderId order) = 0;
    virtual Task<std::optional<OrderRecord>> find_by_key(std::string idempotency_key) = 0;
    /// The same once no node has a transaction about this session's hold under way: an order that is not
    /// found does not begin any more, when the hold has ended. Throws when that takes too long.
    virtual Task<std::optional<OrderRecord>> find_by_key_at_rest(EventId event, SessionId session,
                                                                 std::string idempotency_key) = 0;

    /// Pending orders whose deadline is `overdue_at` or earlier, and ended ones whose settlement is due since
    /// then or longer; oldest first, without `except`.
    virtual Task<std::vector<OrderRecord>> open_orders(Timestamp overdue_at, std::uint32_t limit,
                                                       std::vector<OrderId> except) = 0;

    /// Newest first, older than `before` when given. Orders of an account belong to it alone, guests' to
    /// their session.
    virtual Task<std::vector<OrderRecord>> list(Session owner, std::uint32_t limit,
                                                std::optional<OrderId> before) = 0;

    /// By seat.
    virtual Task<std::vector<TicketRecord>> tickets(OrderId order) = 0;
    virtual Task<std::optional<TicketRecord>> find_ticket(TicketId ticket) = 0;

    /// Paid orders for seats that are available, all or none; throws when one is not. For demo data.
    virtual Task<void> record_box_office_sales(std::vector<BoxOfficeSale> sales, Timestamp now) = 0;
};

}  // namespace fairgate
