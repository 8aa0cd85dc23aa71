#pragma once

#include "base/task.hpp"
#include "base/trace.hpp"

#include <functional>
#include <stdexcept>
#include <string>

namespace fairgate {

/// Something that happened, told to whoever subscribed to its topic.
struct Message {
    /// Stays the same however often the message is sent: what the inbox remembers.
    std::string id;
    /// "order.paid".
    std::string topic;
    /// JSON.
    std::string body;
    /// Of the call that it comes from; see base/trace.hpp.
    std::string trace = {};

    /// "ID (trace X)": how log lines call it.
    std::string log_name() const { return id + trace_note(trace); }
};

/// A message that no number of attempts can handle: it becomes a dead letter at once.
class PoisonMessage : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Handles one message. PoisonMessage gives it up, any other exception asks for another attempt later.
using MessageHandler = std::function<Task<void>(Message)>;

}  // namespace fairgate
