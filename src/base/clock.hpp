#pragma once

#include "base/task.hpp"
#include "base/time.hpp"

namespace fairgate {

/// The only source of time, timers included, so that a whole server can run under a virtual clock.
///
/// Outlives the server. All members may be called from any thread.
class Clock {
  public:
    virtual ~Clock() = default;

    virtual Timestamp now() const = 0;

    /// Returns at `deadline`, at once when it has passed. Throws `system_error(operation_aborted)` when
    /// cancelled.
    virtual Task<void> sleep_until(Timestamp deadline) = 0;

    Task<void> sleep_for(std::chrono::milliseconds duration) { return sleep_until(now() + duration); }
};

class SystemClock final : public Clock {
  public:
    Timestamp now() const override;
    Task<void> sleep_until(Timestamp deadline) override;
};

}  // namespace fairgate
