#pragma once

#include "base/backoff.hpp"

namespace fairgate {

/// How persistently a bus delivers.
struct DeliveryRules {
    /// After so many failures a message is a dead letter: with these pauses about an hour and a half.
    std::uint32_t attempts_max = 20;
    Backoff backoff;
    /// What a handler may take; a delivery whose node died is given to another after this.
    std::chrono::milliseconds lease = std::chrono::minutes{2};
    /// How long an idle worker waits before it looks unasked.
    std::chrono::milliseconds poll_interval = std::chrono::seconds{2};
    /// Messages of one subscription handled at once on a node.
    std::uint32_t prefetch = 4;
};

}  // namespace fairgate
