#pragma once

#include "base/task.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace fairgate {

/// Wakes a suspended coroutine on its own executor. May be called from any thread; calls after the first, and
/// calls after the coroutine was cancelled, do nothing. Copies wake the same coroutine.
template <class T>
class Resume {
  public:
    template <class Handler>
    explicit Resume(Handler handler) : state_(std::make_shared<Held<Handler>>(std::move(handler))) {}

    void operator()(std::exception_ptr error, std::optional<T> value) const {
        state_->complete(std::move(error), std::move(value));
    }

    /// True when the coroutine is no longer waiting.
    bool done() const { return state_->done; }

  private:
    struct State {
        virtual ~State() = default;
        virtual void complete(std::exception_ptr error, std::optional<T> value) = 0;
        std::atomic<bool> done = false;
    };

    template <class Handler>
    struct Held final : State {
        using Executor = asio::associated_executor_t<Handler>;

        explicit Held(Handler h) : handler(std::move(h)), work(asio::get_associated_executor(*handler)) {}

        void complete(std::exception_ptr error, std::optional<T> value) override {
            if (this->done.exchange(true)) return;
            asio::post(work->get_executor(),
                       [h = std::move(*handler), e = std::move(error), v = std::move(value)]() mutable {
                           std::move(h)(std::move(e), std::move(v));
                       });
            handler.reset();
            work.reset();
        }

        std::optional<Handler> handler;
        // A guard that was only reset would still keep the executor, perhaps longer than its context lives.
        std::optional<asio::executor_work_guard<Executor>> work;
    };

    std::shared_ptr<State> state_;
};

/// Suspends the calling coroutine, hands `start` the way to wake it, and returns the value it is woken with.
/// Cancelling the coroutine throws `operation_aborted` here; what `start` set going is not stopped by it.
template <class T, class Start>
Task<T> suspend(Start start) {
    auto initiate = [](auto handler, Start begin) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        Resume<T> resume(std::move(handler));
        if (slot.is_connected()) {
            slot.assign([resume](asio::cancellation_type) {
                const boost::system::system_error aborted(asio::error::operation_aborted);
                resume(std::make_exception_ptr(aborted), std::nullopt);
            });
        }
        begin(std::move(resume));
    };
    std::optional<T> value = co_await asio::async_initiate<const asio::use_awaitable_t<>&,
                                                           void(std::exception_ptr, std::optional<T>)>(
        std::move(initiate), asio::use_awaitable, std::move(start));
    co_return std::move(*value);
}

}  // namespace fairgate
