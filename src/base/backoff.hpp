#pragma once

#include "base/random.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace fairgate {

/// Pauses between attempts: each twice as long as the one before up to a longest, and a random half of it, so
/// that those who failed together do not come back together.
struct Backoff {
    std::chrono::milliseconds first = std::chrono::seconds{1};
    std::chrono::milliseconds longest = std::chrono::minutes{5};

    /// The pause after `failures` failures in a row, from 1.
    std::chrono::milliseconds pause(std::uint32_t failures, Random& random) const {
        constexpr std::uint32_t kDoublingsMax = 30;
        const auto doublings = std::min(failures > 0 ? failures - 1 : 0, kDoublingsMax);
        const auto whole = std::min(longest.count(), first.count() << doublings);
        const auto half = std::max<std::int64_t>(whole / 2, 1);
        return std::chrono::milliseconds{whole - half + random.below(static_cast<std::uint32_t>(half) + 1)};
    }
};

}  // namespace fairgate
