#pragma once

#include "adapters/postgres/connection.hpp"
#include "checkout/order_store.hpp"

#include <map>

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
    /// As it is now: of a sale before in this batch it is nobody's to have.
    struct Seat {
        HoldId hold;
        bool is_free = false;
        std::uint64_t version = 0;
    };

    std::vector<Call> look();
    void read_seats(EventId event, const Rows& rows);
    CompleteResult decide(const Sale& sale);
    std::vector<Call> writes() const;
    void add_seat_calls(std::vector<Call>& calls, EventId event) const;
    Call insert_tickets() const;
    void add_order_calls(std::vector<Call>& calls) const;

    std::vector<Sale> sales_;
    Timestamp now_;
    /// The seats of all sales, by event.
    std::map<EventId, std::vector<SeatIndex>> wanted_;
    std::map<OrderId, OrderRecord> orders_;
    std::map<std::pair<EventId, SeatIndex>, Seat> seats_;
    std::vector<const Sale*> paid_;
};

/// What SaleBatch::run does, for a Batcher.
Task<std::vector<CompleteResult>> complete_sales(Connection& connection, std::vector<Sale> sales,
                                                 Timestamp now);

}  // namespace fairgate::postgres
