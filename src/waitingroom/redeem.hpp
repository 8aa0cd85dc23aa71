#pragma once

#include "waitingroom/room_store.hpp"

namespace fairgate {

/// What a store knows when somebody shows a code, with the room locked.
struct RedeemFacts {
    RoomRecord room;
    /// The holder's entry that has not ended.
    std::optional<EntryRecord> entry;
    /// Whether this holder has used the code before; then it does not count again.
    bool is_used = false;
    std::uint32_t uses = 0;
    std::uint32_t active = 0;
};

/// What becomes of the code. For adapters of RoomStore.
RedeemOutcome decide_redeem(const RedeemFacts& facts, SessionId holder, const CodeUse& use);

}  // namespace fairgate
