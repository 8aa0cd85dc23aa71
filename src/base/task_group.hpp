#pragma once

#include "base/suspend.hpp"
#include "base/task.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <list>
#include <mutex>
#include <string>
#include <vector>

namespace fairgate {

/// Owns background coroutines: shutdown cancels and waits for them. An exception that escapes a task is
/// logged under the group's name and ends that task alone.
///
/// Thread-safe. Must be empty (see `join`) before it is destroyed.
class TaskGroup {
  public:
    explicit TaskGroup(std::string name) : name_(std::move(name)) {}
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts `task` on `executor`. After `cancel` the task is dropped unstarted.
    void spawn(asio::any_io_executor executor, Task<void> task);

    /// Asks every running task to stop; each does so at its next cancellable wait.
    void cancel();

    /// Returns when no task is running.
    Task<void> join();

    std::size_t size() const;

  private:
    struct Entry {
        asio::any_io_executor executor;
        std::shared_ptr<asio::cancellation_signal> signal;
    };

    void finished(std::list<Entry>::iterator entry, std::exception_ptr error);

    std::string name_;
    mutable std::mutex mutex_;
    bool cancelled_ = false;
    std::list<Entry> running_;
    std::vector<Resume<bool>> joiners_;
};

}  // namespace fairgate
