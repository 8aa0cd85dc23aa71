#pragma once

#include "base/suspend.hpp"
#include "base/task_group.hpp"

#include <boost/asio/this_coro.hpp>

namespace fairgate {
namespace detail {

/// Wakes the waiting caller in any case, also when the group refuses the task or drops it half-way.
template <class T>
struct Delivery {
    explicit Delivery(Resume<T> r) : resume(std::move(r)) {}
    Delivery(Delivery&&) = default;
    ~Delivery() {
        if (!resume) return;
        const boost::system::system_error aborted(asio::error::operation_aborted);
        (*resume)(std::make_exception_ptr(aborted), std::nullopt);
    }
    void operator()(std::exception_ptr error, std::optional<T> value) {
        (*resume)(std::move(error), std::move(value));
        resume.reset();
    }

    std::optional<Resume<T>> resume;
};

template <class T>
Task<void> deliver(Task<T> task, std::unique_ptr<Delivery<T>> delivery) {
    std::exception_ptr error;
    std::optional<T> value;
    try {
        value = co_await std::move(task);
    } catch (...) {
        error = std::current_exception();
    }
    (*delivery)(std::move(error), std::move(value));
}

}  // namespace detail

/// Runs `task` in `group` on the caller's executor and waits for its result. Cancelling the caller ends the
/// waiting alone: the task goes on to its end, so that what it began is always finished or undone.
template <class T>
Task<T> shielded(TaskGroup& group, Task<T> task) {
    const auto executor = co_await asio::this_coro::executor;
    auto start = [&group, executor, task = std::move(task)](Resume<T> resume) mutable {
        auto delivery = std::make_unique<detail::Delivery<T>>(std::move(resume));
        group.spawn(executor, detail::deliver<T>(std::move(task), std::move(delivery)));
    };
    co_return co_await suspend<T>(std::move(start));
}

}  // namespace fairgate
