#include "rehearsal/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>

namespace fairgate::rehearsal {
namespace {

double seconds(std::chrono::microseconds at) {
    return static_cast<double>(at.count()) / 1'000'000;
}

/// One seat of a hold.
struct Claim {
    SeatIndex seat = 0;
    const HoldNote* hold = nullptr;
};

std::string words(const HoldNote& hold) {
    return hold.order ? fmt::format("order {}", hold.order->text())
                      : fmt::format("reservation {}", hold.id.text());
}

/// Whether what `later` was told contradicts `earlier`, both of one seat.
std::string conflict(SeatIndex seat, const HoldNote& earlier, const HoldNote& later) {
    if (earlier.id == later.id) return {};
    if (earlier.order && later.order) {
        return fmt::format("seat {} was sold twice: to orders {} and {}", seat, earlier.order->text(),
                           later.order->text());
    }
    // A paid seat stays its buyer's; a held one until its reservation ends.
    if (!earlier.order && later.from >= earlier.until) return {};
    return fmt::format("seat {} was {}'s from second {:.3f} on and was given to {} at {:.3f}", seat,
                       words(earlier), seconds(earlier.from), words(later), seconds(later.from));
}

void look_for_two_owners(const History& history, std::vector<std::string>& found) {
    std::vector<Claim> claims;
    for (const auto& hold : history.holds) {
        for (const auto seat : hold.seats) claims.push_back({seat, &hold});
    }
    std::ranges::sort(claims, [](const Claim& a, const Claim& b) {
        return std::pair(a.seat, a.hold->from) < std::pair(b.seat, b.hold->from);
    });
    // The claim so far that lasts longest is the one that a later one could contradict.
    const HoldNote* longest = nullptr;
    for (std::size_t i = 0; i < claims.size(); ++i) {
        const auto& [seat, hold] = claims[i];
        const bool is_first = i == 0 || claims[i - 1].seat != seat;
        if (!is_first) {
            auto said = conflict(seat, *longest, *hold);
            if (!said.empty()) found.push_back(std::move(said));
        }
        if (is_first || (!longest->order && (hold->order || hold->until > longest->until))) longest = hold;
    }
}

void look_at_orders(const History& history, std::vector<std::string>& found) {
    std::unordered_map<HoldId, const HoldNote*> holds;
    for (const auto& hold : history.holds) holds[hold.id] = &hold;
    std::unordered_map<OrderId, const OrderNote*> seen;
    for (const auto& order : history.orders) {
        if (!seen.emplace(order.id, &order).second) {
            found.push_back(fmt::format("order {} was given to two buyers", order.id.text()));
        }
        const auto hold = holds.find(order.hold);
        if (hold == holds.end() || !std::ranges::is_permutation(hold->second->seats, order.seats)) {
            found.push_back(fmt::format("order {} has other seats than its reservation", order.id.text()));
        } else if (hold->second->total != order.total) {
            found.push_back(fmt::format("order {} costs {} and its reservation said {}", order.id.text(),
                                        order.total.value, hold->second->total.value));
        }
        if (order.prices != order.subtotal || order.subtotal + order.fees != order.total) {
            found.push_back(fmt::format("order {} does not add up", order.id.text()));
        }
    }
}

std::size_t count(const SeatView& view, api::SeatStatus status) {
    std::size_t seats = 0;
    for (SeatIndex seat = 0; seat < view.seats(); ++seat) seats += view.status(seat) == status ? 1 : 0;
    return seats;
}

}  // namespace

void History::merge(History other) {
    std::ranges::move(other.holds, std::back_inserter(holds));
    std::ranges::move(other.orders, std::back_inserter(orders));
}

std::size_t History::seats_sold() const {
    std::size_t sum = 0;
    for (const auto& order : orders) sum += order.seats.size();
    return sum;
}

std::size_t History::seats_in_doubt() const {
    std::size_t sum = 0;
    for (const auto& hold : holds) sum += hold.is_in_doubt ? hold.seats.size() : 0;
    return sum;
}

MinorUnits History::turnover() const {
    MinorUnits sum;
    for (const auto& order : orders) sum += order.total;
    return sum;
}

std::optional<OrderNote> note_of(const api::Order& order, HoldId hold) {
    if (order.status != api::OrderStatus::paid || order.seats.empty()) return std::nullopt;
    OrderNote note{order.id, hold, {}, {}, order.subtotal, order.fees, order.total_amount, {}};
    for (const auto& item : order.seats) {
        const auto seat = seat_of(item.seat_id);
        if (!seat) return std::nullopt;
        note.seats.push_back(*seat);
        note.prices += item.price;
    }
    return note;
}

std::vector<std::string> contradictions(const History& history) {
    std::vector<std::string> found;
    look_for_two_owners(history, found);
    look_at_orders(history, found);
    return found;
}

std::vector<std::string> contradictions(const History& history, const SeatView& before, const SeatView& after,
                                        bool others_buy) {
    std::vector<std::string> found;
    for (const auto& order : history.orders) {
        for (const auto seat : order.seats) {
            if (seat < after.seats() && after.status(seat) == api::SeatStatus::sold) continue;
            found.push_back(
                fmt::format("order {} was paid and its seat {} is not sold", order.id.text(), seat));
        }
    }
    const auto sold = count(after, api::SeatStatus::sold);
    const auto sold_before = count(before, api::SeatStatus::sold);
    const auto known = sold_before + history.seats_sold();
    if (sold != after.counts().sold) {
        found.push_back(
            fmt::format("the seat map shows {} sold seats and counts {}", sold, after.counts().sold));
    }
    if (sold < known) {
        found.push_back(fmt::format("{} seats were sold before, {} to fans, and {} are", sold_before,
                                    history.seats_sold(), sold));
    } else if (!others_buy && sold > known + history.seats_in_doubt()) {
        found.push_back(
            fmt::format("{} seats are sold that no fan has: if somebody else was buying, say "
                        "--others-buy",
                        sold - known - history.seats_in_doubt()));
    }
    return found;
}

std::string contradiction(const OrderNote& note, const api::Order& shown) {
    const auto now = note_of(shown, note.hold);
    if (!now)
        return fmt::format("order {} was paid and is shown as {}", note.id.text(), enum_name(shown.status));
    if (now->total != note.total || !std::ranges::is_permutation(now->seats, note.seats)) {
        return fmt::format("order {} has changed its seats or its total", note.id.text());
    }
    return {};
}

}  // namespace fairgate::rehearsal
