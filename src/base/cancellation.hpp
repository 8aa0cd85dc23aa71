#pragma once

#include <exception>

namespace fairgate {

/// Whether `error` only says that the task was told to stop: background loops pass it on and go on after
/// anything else.
bool was_cancelled(const std::exception& error);

}  // namespace fairgate
