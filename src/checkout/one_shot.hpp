#pragma once

#include "base/suspend.hpp"

#include <mutex>
#include <vector>

namespace fairgate {

/// A value that is set once and awaited by many. Held by shared_ptr; thread-safe.
template <class T>
class OneShot {
  public:
    /// Calls after the first do nothing.
    void set(T value) {
        std::vector<Resume<T>> waiters;
        {
            const std::lock_guard lock(mutex_);
            if (value_) return;
            value_ = std::move(value);
            waiters.swap(waiters_);
        }
        for (auto& waiter : waiters) waiter(nullptr, *value_);
    }

    std::optional<T> peek() const {
        const std::lock_guard lock(mutex_);
        return value_;
    }

    static Task<T> wait(std::shared_ptr<OneShot> shot) {
        T value = co_await suspend<T>([shot](Resume<T> resume) {
            const std::lock_guard lock(shot->mutex_);
            if (shot->value_) {
                resume(nullptr, *shot->value_);
            } else {
                shot->waiters_.push_back(std::move(resume));
            }
        });
        co_return value;
    }

  private:
    mutable std::mutex mutex_;
    std::optional<T> value_;
    std::vector<Resume<T>> waiters_;
};

}  // namespace fairgate
