#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace fairgate::testing {

/// Whether `condition` becomes true within `limit`. Asks for it again and again, and once at least.
inline bool soon(const std::function<bool()>& condition,
                 std::chrono::seconds limit = std::chrono::seconds{10}) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return true;
}

}  // namespace fairgate::testing
