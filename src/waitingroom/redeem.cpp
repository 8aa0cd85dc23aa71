#include "waitingroom/redeem.hpp"

#include "waitingroom/holder.hpp"

namespace fairgate {

RedeemOutcome decide_redeem(const RedeemFacts& facts, SessionId holder, const CodeUse& use) {
    const RoomRecord& room = facts.room;
    if (room.drawn_at) return RedeemOutcome::over;
    if (is_account(holder) != room.limits.accounts_only) return RedeemOutcome::other_holder;
    if (facts.entry && facts.entry->state == EntryState::shopping) return RedeemOutcome::inside;
    if (!facts.is_used && facts.uses >= use.uses_max) return RedeemOutcome::used_up;
    if (room.limits.paused) return RedeemOutcome::paused;
    if (facts.active >= room.limits.shoppers_max) return RedeemOutcome::full;
    return RedeemOutcome::entered;
}

}  // namespace fairgate
