#pragma once

#include <boost/asio/awaitable.hpp>

namespace fairgate {

namespace asio = boost::asio;

/// What every asynchronous function returns. A task starts when it is awaited or handed to a TaskGroup.
template <class T = void>
using Task = asio::awaitable<T>;

}  // namespace fairgate
