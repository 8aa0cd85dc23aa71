#pragma once

#include "base/time.hpp"
#include "notify/message.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace fairgate {

/// A queue of its own for every message of `topic`, shared by all nodes that subscribe under this name.
struct Subscription {
    /// Lower-case letters and dashes: "order-mail".
    std::string queue;
    std::string topic;
    MessageHandler handler;
};

enum class PublishOutcome {
    /// In every queue of its topic, and safe there.
    sent,
    /// No queue wants this topic.
    unroutable,
};

/// Brings messages to their subscribers at least once: each is tried again with growing pauses, and becomes a
/// dead letter when nothing helps.
class MessageBus {
  public:
    virtual ~MessageBus() = default;

    /// One outcome for each message. Throws when it is not known whether they are safe: publish them again.
    virtual Task<std::vector<PublishOutcome>> publish(std::vector<Message> messages) = 0;
};

/// A message that was given up.
struct DeadLetter {
    std::string queue;
    Message message;
    /// Why, in the words of the last failure.
    std::string reason;
    std::uint32_t attempts = 0;
    Timestamp died_at;
};

/// What the bus gave up, kept until somebody looks.
class DeadLetters {
  public:
    virtual ~DeadLetters() = default;

    /// Oldest first.
    virtual Task<std::vector<DeadLetter>> list(std::uint32_t limit) = 0;

    /// Queues dead letters anew, as if never tried: the one with this message id, or all. Returns how many.
    virtual Task<std::uint32_t> replay(std::optional<std::string> message, Timestamp now) = 0;
};

}  // namespace fairgate
