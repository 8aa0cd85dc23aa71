#pragma once

#include "base/task.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <string>

namespace fairgate {

enum class InboxClaim {
    /// The caller handles the message.
    fresh,
    /// It has been handled.
    done,
    /// Somebody else handles it right now; ask again later.
    busy,
};

/// Which messages each consumer has handled, so that a message delivered twice has one effect.
class InboxStore {
  public:
    virtual ~InboxStore() = default;

    /// Takes the message for this consumer until `until`; a consumer that dies gives it back by that alone.
    virtual Task<InboxClaim> claim(std::string consumer, std::string message, Timestamp now,
                                   Timestamp until) = 0;

    /// The effect has happened: every later claim is `done`.
    virtual Task<void> finish(std::string consumer, std::string message, Timestamp now) = 0;

    /// The effect has not happened: the message may be claimed again.
    virtual Task<void> give_back(std::string consumer, std::string message) = 0;

    /// Forgets up to `limit` messages finished before `before`. Returns how many there were.
    virtual Task<std::uint32_t> forget(Timestamp before, std::uint32_t limit) = 0;
};

}  // namespace fairgate
