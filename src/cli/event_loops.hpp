#pragma once

#include "base/task.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <memory>
#include <thread>
#include <vector>

namespace fairgate::cli {

/// Event loops with a thread each. They run from construction until `stop`.
class EventLoops {
  public:
    explicit EventLoops(unsigned count);
    ~EventLoops();

    std::vector<asio::io_context*> contexts();
    std::vector<asio::any_io_executor> executors();
    asio::io_context::executor_type first() { return loops_.front()->get_executor(); }

    /// Runs `task` on the first loop and waits for it; what it throws is thrown here. Never call on a loop's
    /// thread.
    template <class T>
    T wait_for(Task<T> task) {
        return asio::co_spawn(first(), std::move(task), asio::use_future).get();
    }

    /// Lets the loops run out of work and joins their threads.
    void stop();

  private:
    std::vector<std::unique_ptr<asio::io_context>> loops_;
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards_;
    std::vector<std::thread> threads_;
};

}  // namespace fairgate::cli
