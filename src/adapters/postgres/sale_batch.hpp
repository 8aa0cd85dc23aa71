#pragma once

#include "adapters/postgres/connection.hpp"
#include "checkout/order_store.hpp"

#include <map>
#include <set>

namespace fairgate::postgres {

/// Several sales, of any events, as one transaction of two round trips: look, then write. Decided in their
/// order, so that of two for the same free seat the first one gets it.
class SaleBatch {
  public:
    SaleBatch(std::vector<Sale> sales, Timestamp now) : sales_(std::move(sales)), now_(now) {}

    /// A result for each, in their order. Throws when one of them names an order that does not exist: nothing
    /// is done then.
    Task<std::vector<CompleteResult>> run(Connection& connection);

  private:
    struct Seat {
        EventId event;
        SeatIndex seat = 0;
        HoldId hold;
        bool is_free = false;
        auto operator<=>(const Seat&) const = default;
    };
    struct Order {
        HoldId hold;
        bool is_pending = false;
        std::uint32_t attempt = 0;
        std::vector<Seat> seats;
    };

    std::vector<OrderId> ids() const;
    void read_orders(const Rows& rows);
    void read_seats(const Rows& rows);
    CompleteOutcome decide(const Sale& sale);
    std::vector<Call> writes() const;
    void add_sales_calls(std::vector<Call>& calls, const std::vector<const Sale*>& paid) const;
    std::vector<CompleteResult> results(const std::vector<Rows>& answers) const;

    std::vector<Sale> sales_;
    Timestamp now_;
    std::map<OrderId, Order> orders_;
    /// Free seats that a sale of this batch takes.
    std::set<std::pair<EventId, SeatIndex>> given_away_;
    std::vector<CompleteOutcome> outcomes_;
};

/// What SaleBatch::run does, for a Batcher.
Task<std::vector<CompleteResult>> complete_sales(Connection& connection, std::vector<Sale> sales,
                                                 Timestamp now);

}  // namespace fairgate::postgres
