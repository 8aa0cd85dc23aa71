#include "notify/failure.hpp"

#include "base/cancellation.hpp"

namespace fairgate {

Task<Failure> attempt(const MessageHandler& handler, Message message) {
    try {
        co_await handler(std::move(message));
    } catch (const PoisonMessage& error) {
        co_return Failure{error.what(), true, true};
    } catch (const std::exception& error) {
        if (was_cancelled(error)) throw;
        co_return Failure{error.what(), false, true};
    }
    co_return Failure{};
}

}  // namespace fairgate
