#include "inventory/invariants.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace fairgate {
namespace {

using SeatKey = std::pair<EventId, SeatIndex>;

std::string name_of(EventId event, SeatIndex seat) {
    return fmt::format("seat {} of event {}", seat, event.text());
}

void check_fields(const SeatDump& seat, std::vector<std::string>& broken) {
    const bool held = seat.status == SeatStatus::held;
    if (held != (seat.hold && seat.session && seat.held_until.has_value())) {
        broken.push_back(name_of(seat.event, seat.seat) +
                         " is held without owner or end, or has one without being held");
    }
    if ((seat.status == SeatStatus::sold) != static_cast<bool>(seat.order)) {
        broken.push_back(name_of(seat.event, seat.seat) +
                         " is sold without an order, or has one without being sold");
    }
}

/// A session holds few seats of an event at a time, and under one hold: by end, for an ended hold may still
/// lie there.
void check_holds(const InventoryDump& dump, HoldRules rules, std::vector<std::string>& broken) {
    std::map<HoldId, std::size_t> sizes;
    std::map<HoldId, std::tuple<EventId, SessionId, Timestamp>> owners;
    for (const auto& seat : dump.seats) {
        if (seat.status != SeatStatus::held || !seat.held_until) continue;
        const std::tuple owner(seat.event, seat.session, *seat.held_until);
        if (owners.try_emplace(seat.hold, owner).first->second != owner) {
            broken.push_back(fmt::format("hold {} has two owners or two ends", seat.hold.text()));
        }
        if (++sizes[seat.hold] == rules.seats_max + 1) {
            broken.push_back(
                fmt::format("hold {} has more than {} seats", seat.hold.text(), rules.seats_max));
        }
    }
}

void check_sales(const InventoryDump& dump, std::vector<std::string>& broken) {
    std::map<SeatKey, OrderId> buyers;
    for (const auto& item : dump.sold) {
        if (!buyers.emplace(SeatKey(item.event, item.seat), item.order).second) {
            broken.push_back(name_of(item.event, item.seat) + " was sold twice");
        }
    }
    for (const auto& seat : dump.seats) {
        const auto buyer = buyers.find(SeatKey(seat.event, seat.seat));
        const OrderId order = buyer == buyers.end() ? OrderId{} : buyer->second;
        if (order != seat.order) {
            broken.push_back(name_of(seat.event, seat.seat) + " and the orders disagree about its buyer");
        }
    }
}

}  // namespace

std::vector<std::string> broken_invariants(const InventoryDump& dump, HoldRules rules) {
    std::vector<std::string> broken;
    std::set<SeatKey> seen;
    for (const auto& seat : dump.seats) {
        if (!seen.emplace(seat.event, seat.seat).second)
            broken.push_back(name_of(seat.event, seat.seat) + " lies there twice");
        check_fields(seat, broken);
    }
    check_holds(dump, rules, broken);
    check_sales(dump, broken);
    return broken;
}

}  // namespace fairgate
