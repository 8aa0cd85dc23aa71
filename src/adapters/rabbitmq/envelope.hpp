#pragma once

#include "base/time.hpp"
#include "notify/message.hpp"

#include <cstdint>
#include <string>

namespace fairgate::rabbitmq {

/// A message as it travels, with what is noted on it.
struct Envelope {
    Message message;
    /// Earlier attempts that failed.
    std::uint32_t attempts = 0;
    /// Of a dead letter: the name of its subscription, why it died and when.
    std::string queue;
    std::string reason;
    Timestamp died_at{};
};

/// What is published, and where.
struct Outgoing {
    std::string exchange;
    std::string routing_key;
    Envelope envelope;
};

}  // namespace fairgate::rabbitmq
