#include "base/cancellation.hpp"

#include "base/task.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace fairgate {

bool was_cancelled(const std::exception& error) {
    const auto* system = dynamic_cast<const boost::system::system_error*>(&error);
    return system && system->code() == asio::error::operation_aborted;
}

}  // namespace fairgate
