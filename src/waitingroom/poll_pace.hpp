#pragma once

#include "base/time.hpp"

#include <cstdint>

namespace fairgate {

/// What decides when a visitor should ask again.
struct PollSituation {
    /// From 1; 0 before the draw.
    std::uint32_t position = 0;
    std::uint32_t waiting = 0;
    Timestamp now;
    Timestamp opens_at;
    /// Differs from visitor to visitor: spreads them.
    std::uint32_t entry = 0;
};

/// When to ask again: three seconds as a rule, sooner near the front, later far back and long before the
/// draw. Spread, so that a crowd that came in the same second does not stay in step. The draw itself is not
/// missed: the crowd comes back within some seconds after it.
std::chrono::milliseconds poll_pause(const PollSituation& situation);

}  // namespace fairgate
