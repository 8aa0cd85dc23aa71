#pragma once

#include "waitingroom/room_store.hpp"

namespace fairgate {

/// How many turns a room may give at `now` while so many are active, and what the rate has saved up by then.
/// For adapters of RoomStore, which ask with the room locked.
struct TurnsToGive {
    std::uint32_t count = 0;
    TurnAllowance allowance;
};
TurnsToGive turns_to_give(const RoomRecord& room, std::uint32_t active, Timestamp now);

/// Turns that the rate allows in the same moment.
std::uint32_t turns_at_once_max(std::uint32_t rate_per_minute);

/// What is left after so many turns were given.
TurnAllowance after_turns(TurnAllowance allowance, const RoomLimits& limits, std::uint32_t given);

}  // namespace fairgate
