#pragma once

#include "catalog/api.hpp"
#include "checkout/api.hpp"
#include "inventory/api.hpp"
#include "rehearsal/seat_view.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace fairgate::rehearsal {

/// A reservation as a fan was told of it, and for how long its seats were certainly nobody else's.
struct HoldNote {
    HoldId id;
    std::vector<SeatIndex> seats;
    MinorUnits total;
    /// When its answer was there.
    std::chrono::microseconds from{0};
    /// When it ends by itself, is let go, or is about to be: before the request for that leaves.
    std::chrono::microseconds until{0};
    /// Seats of a paid order are held for ever.
    std::optional<OrderId> order;
    /// It was to be paid, and nobody knows whether it was.
    bool is_in_doubt = false;
};

/// An order as its buyer was told of it.
struct OrderNote {
    OrderId id;
    HoldId hold;
    /// As the server counts them.
    std::vector<SeatIndex> seats;
    MinorUnits prices;
    MinorUnits subtotal;
    MinorUnits fees;
    MinorUnits total;
    /// Of the buyer's session, to ask for it again.
    std::string cookie;
};

/// Everything that one thread's fans were told and that has to be true. Not thread-safe.
struct History {
    std::vector<HoldNote> holds;
    std::vector<OrderNote> orders;

    void merge(History other);
    std::size_t seats_sold() const;
    /// Seats that were to be paid and of which nobody knows whether they were.
    std::size_t seats_in_doubt() const;
    MinorUnits turnover() const;
};

/// The note of what `order` says; empty when it is not a paid order with seats.
std::optional<OrderNote> note_of(const api::Order& order, HoldId hold);

/// What cannot all be true of what the fans were told, one sentence each: a seat that two had at once, an
/// order that two have, one that does not match its reservation or does not add up.
std::vector<std::string> contradictions(const History& history);

/// What a seat map from after the run contradicts: seats that a fan has paid and that are not sold, and,
/// if nobody else was buying, more sold than the fans have bought since `before`.
std::vector<std::string> contradictions(const History& history, const SeatView& before, const SeatView& after,
                                        bool others_buy);

/// What is wrong with an order as the server shows it after the run; empty when it is what its buyer was
/// told.
std::string contradiction(const OrderNote& note, const api::Order& shown);

}  // namespace fairgate::rehearsal
