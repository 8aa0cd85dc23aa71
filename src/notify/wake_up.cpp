#include "notify/wake_up.hpp"

#include "checkout/time_limit.hpp"

namespace fairgate {

void WakeUp::notify() {
    std::vector<Resume<bool>> waiters;
    {
        const std::lock_guard lock(mutex_);
        pending_ = true;
        for (auto& waiter : waiters_) {
            // One that gave up waiting has not heard it.
            if (!waiter.done()) pending_ = false;
        }
        waiters.swap(waiters_);
    }
    for (auto& waiter : waiters) waiter(nullptr, true);
}

Task<bool> WakeUp::notified() {
    const bool woken = co_await suspend<bool>([this](Resume<bool> resume) {
        const std::lock_guard lock(mutex_);
        if (pending_) {
            pending_ = false;
            resume(nullptr, true);
            return;
        }
        std::erase_if(waiters_, [](const Resume<bool>& waiter) { return waiter.done(); });
        waiters_.push_back(std::move(resume));
    });
    co_return woken;
}

Task<void> WakeUp::wait(Clock& clock, std::chrono::milliseconds limit) {
    co_await within(clock, limit, notified());
}

}  // namespace fairgate
