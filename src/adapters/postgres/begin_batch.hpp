#pragma once

#include "adapters/postgres/connection.hpp"
#include "checkout/order_store.hpp"

#include <map>
#include <set>

namespace fairgate::postgres {

/// Several checkouts, of any events, as one transaction of two round trips: look, then write. Decided in
/// their order, so that of two with the same key or the same hold the first one begins.
class BeginBatch {
  public:
    BeginBatch(std::vector<NewOrder> orders, Timestamp now)
        : orders_(std::move(orders)), now_(now), holds_(orders_.size()) {}

    /// A result for each, in their order.
    Task<std::vector<BeginResult>> run(Connection& connection);

  private:
    /// An order that has the key of one of these.
    struct Known {
        OrderId id;
        bool is_declined = false;
        Bytes fingerprint;
    };
    /// What the hold of an order is now.
    struct LiveHold {
        Timestamp expires_at;
        std::vector<SeatIndex> seats;
    };
    /// An order that becomes pending; `id` is that of the declined one when its key pays again.
    struct Started {
        const NewOrder* order;
        OrderId id;
        Timestamp hold_expires_at;
        bool is_reopened() const { return id != order->id; }
    };

    /// Seats that accounts have bought of an event or are paying for.
    using Bought = std::map<UserId, std::size_t>;

    std::vector<Call> look();
    Call lock_holds(EventId event) const;
    void read_known(const Rows& rows);
    void read_holds(const Rows& rows);
    static void read_bought(const Rows& rows, Bought& bought);
    static bool is_limited(const NewOrder& order);
    BeginOutcome decide(std::size_t number);
    std::vector<Call> writes() const;
    void add_reopen_calls(std::vector<Call>& calls, const Started& one) const;
    Call insert_orders() const;
    Call insert_items() const;
    std::set<EventId> started_events() const;
    Call extend_holds(EventId event) const;
    std::vector<std::string> keys() const;
    std::vector<std::string> keys_of_others() const;
    OrderRecord record_of(const Started& one) const;
    std::vector<BeginResult> results(const std::vector<Rows>& answers) const;

    std::vector<NewOrder> orders_;
    Timestamp now_;
    std::map<std::string, Known> known_;
    std::set<EventId> events_;
    /// Of those whose purchases are limited, with the orders of this batch that have been decided.
    std::map<EventId, Bought> bought_;
    /// Holds for which somebody pays.
    std::set<HoldId> paying_;
    /// One for each order.
    std::vector<LiveHold> holds_;
    std::vector<BeginOutcome> outcomes_;
    std::vector<Started> started_;
};

/// What BeginBatch::run does, for a Batcher.
Task<std::vector<BeginResult>> begin_orders(Connection& connection, std::vector<NewOrder> orders,
                                            Timestamp now);

}  // namespace fairgate::postgres
