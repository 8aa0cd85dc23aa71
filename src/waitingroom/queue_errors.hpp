#pragma once

#include "waitingroom/waiting_rooms.hpp"

namespace fairgate {

/// What the visitor hears of an access code that cannot be read.
QueueError error_of(CodeFault fault);

/// The same of one that was read; empty when the holder is in a shopping window.
std::optional<QueueError> error_of(RedeemOutcome outcome);

}  // namespace fairgate
