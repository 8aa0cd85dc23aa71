#include "notify/failure.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace fairgate {

bool was_cancelled(const std::exception& error) {
    const auto* system = dynamic_cast<const boost::system::system_error*>(&error);
    return system && system->code() == asio::error::operation_aborted;
}

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
