#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace fairgate::testing {

/// How long a test waits for what has to come: no claim, so much that a machine which is busy or was frozen
/// gets there.
inline constexpr std::chrono::seconds kPatience{60};

/// Whether `condition` becomes true within `limit`. Asks for it again and again, and once at least.
inline bool soon(const std::function<bool()>& condition, std::chrono::seconds limit = kPatience) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return true;
}

}  // namespace fairgate::testing
