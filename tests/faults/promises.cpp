#include "faults/promises.hpp"

#include <fmt/format.h>

#include <ranges>

namespace fairgate::faults {
namespace {

std::string name_of(const Seat& seat) {
    return fmt::format("seat {} of {}", seat.second, seat.first.text());
}

bool has_hold(const StoreContents& store, const Seat& seat, HoldId hold, Timestamp until) {
    const auto found = store.seats.find(seat);
    if (found == store.seats.end()) return false;
    const StoredSeat& stored = found->second;
    // A payment may have gone through whose answer the visitor has not got yet.
    if (stored.order) {
        const auto order = store.orders.find(*stored.order);
        return order != store.orders.end() && order->second.hold == hold;
    }
    return stored.hold == hold && stored.held_until >= until;
}

}  // namespace

Timestamp wall_clock() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

SeatIndex seat_index(const std::string& seat_id) {
    return static_cast<SeatIndex>(std::stoul(seat_id));
}

void Promises::reserved(const api::Reservation& reservation) {
    const auto now = wall_clock();
    Hold hold{reservation.event_id, {}, reservation.expires_at};
    for (const auto& id : reservation.seat_ids) hold.seats.insert(seat_index(id));
    // An answer that came late promises nothing any more; its seats may be somebody else's by now.
    const bool is_over = hold.expires_at <= now;
    for (const auto index : is_over ? std::set<SeatIndex>{} : hold.seats) {
        const Seat seat{hold.event, index};
        if (owners_.contains(seat)) {
            broken(fmt::format("{} is sold and was given to hold {}", name_of(seat), reservation.id.text()));
        }
        const auto holder = holders_.find(seat);
        if (holder != holders_.end() && holder->second != reservation.id &&
            holds_.at(holder->second).expires_at > now) {
            broken(fmt::format("{} is held by {} and was given to hold {}", name_of(seat),
                               holder->second.text(), reservation.id.text()));
        }
        holders_[seat] = reservation.id;
    }
    if (!holds_.contains(reservation.id)) ++reservations_;
    holds_[reservation.id] = std::move(hold);
}

void Promises::let_go(HoldId id) {
    const auto found = holds_.find(id);
    if (found == holds_.end()) return;
    for (const auto index : found->second.seats) {
        const auto holder = holders_.find({found->second.event, index});
        if (holder != holders_.end() && holder->second == id) holders_.erase(holder);
    }
    holds_.erase(found);
}

void Promises::paid(const api::Order& answered, HoldId hold) {
    Order order{answered.event_id, {}, answered.total_amount};
    for (const auto& seat : answered.seats) order.seats.insert(seat_index(seat.seat_id));
    const auto held = holds_.find(hold);
    if (held != holds_.end() && held->second.seats != order.seats) {
        broken(fmt::format("order {} has other seats than hold {}", answered.id.text(), hold.text()));
    }
    for (const auto index : order.seats) {
        const Seat seat{order.event, index};
        const auto [owner, is_first] = owners_.emplace(seat, answered.id);
        if (!is_first && owner->second != answered.id) {
            broken(fmt::format("{} was sold twice: to {} and {}", name_of(seat), owner->second.text(),
                               answered.id.text()));
        }
    }
    const bool is_new = orders_.emplace(answered.id, std::move(order)).second;
    if (!is_new) broken("order " + answered.id.text() + " was given to two purchases");
    let_go(hold);
}

void Promises::compare(const StoreContents& store, Timestamp now) {
    for (const auto& [id, hold] : holds_) {
        if (hold.expires_at > now) compare_hold(store, id, hold);
    }
    for (const auto& [id, order] : orders_) compare_order(store, id, order);
    look_for_two_owners(store);
}

void Promises::compare_hold(const StoreContents& store, HoldId id, const Hold& hold) {
    for (const auto index : hold.seats) {
        const Seat seat{hold.event, index};
        if (has_hold(store, seat, id, hold.expires_at)) continue;
        broken(fmt::format("the store has lost hold {} on {}", id.text(), name_of(seat)));
    }
}

void Promises::compare_order(const StoreContents& store, OrderId id, const Order& order) {
    const auto found = store.orders.find(id);
    if (found == store.orders.end() || found->second.status != "paid") {
        broken(fmt::format("order {} was paid and the store has {}", id.text(),
                           found == store.orders.end() ? "nothing" : "it as " + found->second.status));
        return;
    }
    if (found->second.seats != order.seats || found->second.total != order.total) {
        broken("order " + id.text() + " has changed its seats or its total");
    }
    for (const auto index : order.seats) {
        const auto seat = store.seats.find({order.event, index});
        if (seat != store.seats.end() && seat->second.order == id) continue;
        broken(fmt::format("{} does not belong to order {}", name_of({order.event, index}), id.text()));
    }
}

/// Items alone say so: a seat itself can name but one order.
void Promises::look_for_two_owners(const StoreContents& store) {
    std::map<Seat, OrderId> owners;
    for (const auto& [id, order] : store.orders) {
        for (const auto index : order.seats) {
            const auto [owner, is_first] = owners.emplace(Seat{order.event, index}, id);
            if (is_first) continue;
            broken(fmt::format("{} has two owners: {} and {}", name_of(owner->first), owner->second.text(),
                               id.text()));
        }
    }
}

void Promises::compare_settled(const StoreContents& store, Timestamp now) {
    compare(store, now);
    look_at_orders(store);
    look_at_seats(store);
    look_at_payments(store);
}

void Promises::look_at_orders(const StoreContents& store) {
    for (const auto& [id, order] : store.orders) {
        const bool is_paid = order.status == "paid";
        const bool is_undone = order.status == "declined" || order.status == "cancelled";
        if ((!is_paid && !is_undone) || order.capture_due) {
            broken(fmt::format("order {} is still open ({})", id.text(), order.status));
        }
        if (is_paid && !orders_.contains(id)) broken("order " + id.text() + " was paid and nobody was told");
        if (!is_paid && !order.seats.empty()) broken("order " + id.text() + " is not paid and has seats");
    }
}

void Promises::look_at_seats(const StoreContents& store) {
    for (const auto& [event, count] : seat_counts_) {
        const auto found = store.seat_counts.find(event);
        const std::size_t stored = found == store.seat_counts.end() ? 0 : found->second;
        if (stored != count) {
            broken(fmt::format("event {} had {} seats and has {}", event.text(), count, stored));
        }
    }
    for (const auto& [seat, stored] : store.seats) {
        if (!stored.order) continue;
        const auto order = store.orders.find(*stored.order);
        const bool has_it = order != store.orders.end() && order->second.status == "paid" &&
                            order->second.event == seat.first && order->second.seats.contains(seat.second);
        if (!has_it) broken(fmt::format("{} is sold without an order", name_of(seat)));
    }
}

void Promises::look_at_payments(const StoreContents& store) {
    std::map<OrderId, MinorUnits> charged;
    for (const auto& payment : store.payments) {
        if (payment.state == "authorized") broken("a payment of order " + payment.order.text() + " hangs");
        if (payment.state != "captured") continue;
        if (!charged.emplace(payment.order, payment.amount).second) {
            broken("order " + payment.order.text() + " was charged twice");
        }
        if (!orders_.contains(payment.order)) {
            broken("somebody was charged for order " + payment.order.text() + " and was not told of it");
        }
    }
    for (const auto& [id, order] : orders_) {
        const auto found = charged.find(id);
        if (found == charged.end() || found->second != order.total) {
            broken("order " + id.text() + " was not charged its total");
        }
    }
    if (charged.size() != orders_.size()) {
        broken(fmt::format("{} charges for {} orders", charged.size(), orders_.size()));
    }
}

std::string Promises::complaints() const {
    constexpr std::size_t kShown = 20;
    std::string text;
    for (const auto& line : broken_ | std::views::take(kShown)) text += line + "\n";
    if (broken_.size() > kShown) text += fmt::format("and {} more\n", broken_.size() - kShown);
    return text;
}

std::size_t Promises::sold(EventId event) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        owners_ | std::views::keys, [event](const Seat& seat) { return seat.first == event; }));
}

MinorUnits Promises::turnover() const {
    MinorUnits sum;
    for (const auto& [id, order] : orders_) sum += order.total;
    return sum;
}

}  // namespace fairgate::faults
