#pragma once

#include "base/clock.hpp"
#include "base/suspend.hpp"

#include <map>
#include <mutex>

namespace fairgate {

/// A clock that stands still until it is told otherwise. Sleepers wake in deadline order as it passes them.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(Timestamp start) : now_(start) {}

    Timestamp now() const override;
    Task<void> sleep_until(Timestamp deadline) override;

    void advance(std::chrono::milliseconds by);

  private:
    mutable std::mutex mutex_;
    Timestamp now_;
    std::multimap<Timestamp, Resume<bool>> sleepers_;
};

}  // namespace fairgate
