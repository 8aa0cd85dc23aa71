#pragma once

#include "notify/message.hpp"

#include <optional>

namespace fairgate {

/// Why an attempt to handle a message failed; converts to true when it did.
struct Failure {
    std::string reason;
    bool poison = false;
    bool happened = false;

    explicit operator bool() const { return happened; }
};

/// Calls `handler`, which outlives the call, and says how it went. Throws only when cancelled.
Task<Failure> attempt(const MessageHandler& handler, Message message);

}  // namespace fairgate
