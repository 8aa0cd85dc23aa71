#pragma once

#include "inventory/hold.hpp"

#include <functional>
#include <span>

namespace fairgate {

/// What a node hears of the others that serve the same store. Called on any thread; must return at once.
struct NodeNews {
    std::function<void(EventId, std::span<const SeatChange>)> seats_changed;
    std::function<void(EventId)> event_changed;
    /// Somebody joined its waiting room, was let in or left.
    std::function<void(EventId)> room_changed;
    /// Somebody logged in or out.
    std::function<void(SessionId)> session_changed;
    /// News may have been lost: what is remembered has to be read again.
    std::function<void()> missed;
    /// From now on news is lost, until `missed` is called.
    std::function<void()> cut_off;
};

}  // namespace fairgate
