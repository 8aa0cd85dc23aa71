#include "notify/inbox.hpp"

#include "base/cancellation.hpp"

#include <spdlog/spdlog.h>

#include <exception>
#include <memory>

namespace fairgate {

MessageHandler Inbox::once(std::string consumer, MessageHandler handler) {
    auto shared = std::make_shared<MessageHandler>(std::move(handler));
    return [this, consumer = std::move(consumer), shared](Message message) {
        return handle(consumer, *shared, std::move(message));
    };
}

Task<void> Inbox::handle(std::string consumer, const MessageHandler& handler, Message message) {
    const Timestamp now = clock_.now();
    const InboxClaim claim = co_await store_.claim(consumer, message.id, now, now + kLease);
    if (claim == InboxClaim::done) co_return;
    if (claim == InboxClaim::busy) throw std::runtime_error("it is being handled elsewhere");
    std::exception_ptr error;
    try {
        co_await handler(message);
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        co_await store_.give_back(std::move(consumer), std::move(message.id));
        std::rethrow_exception(error);
    }
    co_await finish(std::move(consumer), std::move(message.id));
}

/// It has happened and cannot be undone, so it matters that this is written down.
Task<void> Inbox::finish(std::string consumer, std::string message) {
    for (std::uint32_t attempt = 1; attempt < kFinishAttemptsMax; ++attempt) {
        const bool finished = co_await try_finish(consumer, message);
        if (finished) co_return;
        co_await clock_.sleep_for(kFinishPause);
    }
    co_await store_.finish(std::move(consumer), std::move(message), clock_.now());
}

Task<bool> Inbox::try_finish(std::string consumer, std::string message) {
    try {
        co_await store_.finish(std::move(consumer), message, clock_.now());
        co_return true;
    } catch (const std::exception& error) {
        if (was_cancelled(error)) throw;
        spdlog::warn("inbox: message {} was handled, which cannot be written down: {}", message,
                     error.what());
    }
    co_return false;
}

Task<std::uint32_t> Inbox::forget() {
    return store_.forget(clock_.now() - kMemory, kForgottenPerCallMax);
}

}  // namespace fairgate
