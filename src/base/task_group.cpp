#include "base/task_group.hpp"

#include "base/assert.hpp"
#include "base/cancellation.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

namespace fairgate {
namespace {

void log_failure(const std::string& group, const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        if (!was_cancelled(e)) spdlog::error("{}: {}", group, e.what());
    }
}

}  // namespace

TaskGroup::~TaskGroup() {
    FAIRGATE_ASSERT(running_.empty());
}

void TaskGroup::spawn(asio::any_io_executor executor, Task<void> task) {
    std::list<Entry>::iterator entry;
    {
        const std::lock_guard lock(mutex_);
        if (cancelled_) return;
        entry =
            running_.insert(running_.end(), Entry{executor, std::make_shared<asio::cancellation_signal>()});
    }
    auto on_end = [this, entry](std::exception_ptr error) { finished(entry, std::move(error)); };
    asio::co_spawn(executor, std::move(task),
                   asio::bind_cancellation_slot(entry->signal->slot(), std::move(on_end)));
}

void TaskGroup::cancel() {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    for (const auto& entry : running_) {
        // A signal is not thread-safe: it is raised where its task runs.
        asio::post(entry.executor, [signal = entry.signal] { signal->emit(asio::cancellation_type::all); });
    }
}

Task<void> TaskGroup::join() {
    co_await suspend<bool>([this](Resume<bool> resume) {
        const std::lock_guard lock(mutex_);
        if (running_.empty()) {
            resume(nullptr, true);
        } else {
            joiners_.push_back(std::move(resume));
        }
    });
}

std::size_t TaskGroup::size() const {
    const std::lock_guard lock(mutex_);
    return running_.size();
}

void TaskGroup::finished(std::list<Entry>::iterator entry, std::exception_ptr error) {
    if (error) log_failure(name_, error);
    const std::lock_guard lock(mutex_);
    running_.erase(entry);
    if (!running_.empty()) return;
    for (auto& joiner : joiners_) joiner(nullptr, true);
    joiners_.clear();
}

}  // namespace fairgate
