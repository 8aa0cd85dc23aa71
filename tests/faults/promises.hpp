#pragma once

#include "checkout/api.hpp"
#include "faults/store.hpp"
#include "inventory/api.hpp"

#include <set>

namespace fairgate::faults {

/// Everything that the server told its visitors, and whether it keeps it. Knows answers alone, so that it can
/// be held against the store. Not thread-safe.
class Promises {
  public:
    /// An event is sold that has so many seats.
    void opened(EventId event, std::size_t seats) { seat_counts_[event] = seats; }
    /// A reservation was acknowledged: its seats are this visitor's until it ends.
    void reserved(const api::Reservation& reservation);
    /// Its owner is about to release it, or it has ended: the seats may be anybody's from here on.
    void let_go(HoldId hold);
    /// An order was acknowledged as paid, out of `hold`.
    void paid(const api::Order& order, HoldId hold);
    /// Something that must not happen happened.
    void broken(std::string how) { broken_.push_back(std::move(how)); }

    /// Whether the store of a server that is dead since `now` has everything that was acknowledged.
    void compare(const StoreContents& store, Timestamp now);
    /// As well that there is nothing else: every order is decided and acknowledged, every cent of the ledger
    /// belongs to one, and there are as many seats as before. Call when all visitors have their answers.
    void compare_settled(const StoreContents& store, Timestamp now);

    /// Sentences, the first ones; empty when all is well.
    std::string complaints() const;
    std::size_t orders() const { return orders_.size(); }
    std::size_t reservations() const { return reservations_; }
    std::size_t sold(EventId event) const;
    MinorUnits turnover() const;

  private:
    struct Hold {
        EventId event;
        std::set<SeatIndex> seats;
        Timestamp expires_at;
    };
    struct Order {
        EventId event;
        std::set<SeatIndex> seats;
        MinorUnits total;
    };

    void compare_hold(const StoreContents& store, HoldId id, const Hold& hold);
    void compare_order(const StoreContents& store, OrderId id, const Order& order);
    void look_for_two_owners(const StoreContents& store);
    void look_at_orders(const StoreContents& store);
    void look_at_seats(const StoreContents& store);
    void look_at_payments(const StoreContents& store);

    std::map<EventId, std::size_t> seat_counts_;
    std::map<HoldId, Hold> holds_;
    std::map<OrderId, Order> orders_;
    std::map<Seat, HoldId> holders_;
    std::map<Seat, OrderId> owners_;
    std::size_t reservations_ = 0;
    std::vector<std::string> broken_;
};

Timestamp wall_clock();

/// The index that the API writes as a decimal.
SeatIndex seat_index(const std::string& seat_id);

}  // namespace fairgate::faults
