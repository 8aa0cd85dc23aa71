#include "waitingroom/turn_allowance.hpp"

#include <algorithm>

namespace fairgate {
namespace {

constexpr std::int64_t kTurn = 60'000;
constexpr std::chrono::milliseconds kSavedMax = std::chrono::seconds{2};

/// What was not used in a quiet while does not come all at once later.
std::int64_t saved_max(std::int64_t rate) {
    return std::max(kTurn, rate * kSavedMax.count());
}

TurnAllowance refill(TurnAllowance allowance, std::int64_t rate, Timestamp now) {
    const std::int64_t passed = std::clamp<std::int64_t>((now - allowance.at).count(), 0, kTurn);
    return {std::min(saved_max(rate), allowance.saved + passed * rate), now};
}

}  // namespace

TurnsToGive turns_to_give(const RoomRecord& room, std::uint32_t active, Timestamp now) {
    const auto& limits = room.limits;
    TurnsToGive turns{0, room.allowance};
    if (limits.rate_per_minute > 0) turns.allowance = refill(room.allowance, limits.rate_per_minute, now);
    if (!room.drawn_at || limits.paused || active >= limits.shoppers_max) return turns;
    turns.count = limits.shoppers_max - active;
    if (limits.rate_per_minute == 0) return turns;
    const auto allowed =
        static_cast<std::uint32_t>(std::min<std::int64_t>(turns.allowance.saved / kTurn, UINT32_MAX));
    turns.count = std::min(turns.count, allowed);
    return turns;
}

std::uint32_t turns_at_once_max(std::uint32_t rate_per_minute) {
    return static_cast<std::uint32_t>(saved_max(rate_per_minute) / kTurn);
}

TurnAllowance after_turns(TurnAllowance allowance, const RoomLimits& limits, std::uint32_t given) {
    if (limits.rate_per_minute > 0) allowance.saved -= given * kTurn;
    return allowance;
}

}  // namespace fairgate
