#pragma once

#include "base/task.hpp"

#include <chrono>

namespace fairgate {

/// The time of one run against another process, in real time since its beginning, on a clock that never
/// jumps: for whoever measures others. What a server does follows its Clock. Thread-safe.
class Timeline {
  public:
    std::chrono::microseconds now() const {
        return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                     begin_);
    }

    /// Returns at `moment`, at once when it has passed. Throws `system_error(operation_aborted)` when
    /// cancelled.
    Task<void> reach(std::chrono::microseconds moment) const;

  private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace fairgate
