#pragma once

#include "base/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

namespace fairgate::testing {

/// Runs `task` to its end on an event loop of its own and returns its result; what it throws is thrown here.
template <class T>
T run_task(Task<T> task) {
    asio::io_context loop;
    auto result = asio::co_spawn(loop, std::move(task), asio::use_future);
    loop.run();
    return result.get();
}

}  // namespace fairgate::testing
