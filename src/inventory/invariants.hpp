#pragma once

#include "inventory/hold.hpp"

#include <string>

namespace fairgate {

/// A seat as it lies in a store, for checks from outside.
struct SeatDump {
    EventId event;
    SeatIndex seat = 0;
    SeatStatus status = SeatStatus::available;
    HoldId hold;
    SessionId session;
    std::optional<Timestamp> held_until;
    OrderId order;
};

/// One seat of an order that is not voided.
struct SoldItemDump {
    OrderId order;
    EventId event;
    SeatIndex seat = 0;
};

struct InventoryDump {
    std::vector<SeatDump> seats;
    std::vector<SoldItemDump> sold;
};

/// What must be true of every store at every moment, one sentence for each place where it is not. Shared by
/// tests, the simulation and the load tool.
std::vector<std::string> broken_invariants(const InventoryDump& dump, HoldRules rules);

}  // namespace fairgate
