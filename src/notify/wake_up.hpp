#pragma once

#include "base/clock.hpp"
#include "base/suspend.hpp"

#include <mutex>
#include <vector>

namespace fairgate {

/// Ends the pauses of workers early when there is something to do. Thread-safe; outlives its waiters.
class WakeUp {
  public:
    /// Wakes whoever waits; when nobody does, the next wait returns at once.
    void notify();

    /// Returns when notified, or after `limit`.
    Task<void> wait(Clock& clock, std::chrono::milliseconds limit);

  private:
    Task<bool> notified();

    std::mutex mutex_;
    bool pending_ = false;
    std::vector<Resume<bool>> waiters_;
};

}  // namespace fairgate
