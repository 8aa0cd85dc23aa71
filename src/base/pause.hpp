#pragma once

#include "base/time.hpp"

#include <chrono>

namespace fairgate {

/// How much is left of a pause of `longest` at most that is to end at `end`; zero when it is over. An end
/// further away than that was set before the clock was set back, and nobody is to wait for it.
inline std::chrono::milliseconds left_of_pause(Timestamp end, Timestamp now,
                                               std::chrono::milliseconds longest) {
    const auto left = end - now;
    return left > std::chrono::milliseconds{0} && left <= longest ? left : std::chrono::milliseconds{0};
}

}  // namespace fairgate
