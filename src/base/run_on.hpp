#pragma once

#include "base/suspend.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>

namespace fairgate {

/// Runs `work` on `executor`, away from the caller's loop, and returns its result to the caller's own
/// executor; what it throws is thrown here. It runs to its end when the caller is cancelled, so it must own
/// what it works with.
template <class Work>
Task<std::invoke_result_t<Work&>> run_on(asio::any_io_executor executor, Work work) {
    using Result = std::invoke_result_t<Work&>;
    return suspend<Result>([executor, work = std::move(work)](Resume<Result> resume) mutable {
        asio::post(executor, [work = std::move(work), resume = std::move(resume)]() mutable {
            std::exception_ptr error;
            std::optional<Result> result;
            try {
                result = work();
            } catch (...) {
                error = std::current_exception();
            }
            resume(std::move(error), std::move(result));
        });
    });
}

}  // namespace fairgate
