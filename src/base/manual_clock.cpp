#include "base/manual_clock.hpp"

namespace fairgate {

Timestamp ManualClock::now() const {
    const std::lock_guard lock(mutex_);
    return now_;
}

Task<void> ManualClock::sleep_until(Timestamp deadline) {
    co_await suspend<bool>([this, deadline](Resume<bool> resume) {
        const std::lock_guard lock(mutex_);
        if (deadline <= now_) {
            resume(nullptr, true);
        } else {
            sleepers_.emplace(deadline, std::move(resume));
        }
    });
}

void ManualClock::advance(std::chrono::milliseconds by) {
    const std::lock_guard lock(mutex_);
    now_ += by;
    const auto due = sleepers_.upper_bound(now_);
    for (auto sleeper = sleepers_.begin(); sleeper != due; ++sleeper) sleeper->second(nullptr, true);
    sleepers_.erase(sleepers_.begin(), due);
}

}  // namespace fairgate
