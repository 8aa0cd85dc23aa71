#pragma once

#include "base/time.hpp"
#include "notify/message.hpp"

#include <cstdint>
#include <vector>

namespace fairgate {

/// A message as it waits to leave. `id` is its row.
struct OutboxMessage {
    std::int64_t id = 0;
    Message message;
};

/// Messages written in the transaction of what they tell. Several relays, on several nodes, may empty it at
/// once; each message stays until one of them has sent it. Every method is one transaction, which a store
/// that dies may forget: the message is then claimed again.
class OutboxStore {
  public:
    virtual ~OutboxStore() = default;

    /// Up to `limit` messages that no relay has now, oldest first. They belong to the caller until `until`:
    /// a relay that dies gives its messages back by that alone.
    virtual Task<std::vector<OutboxMessage>> claim(std::uint32_t limit, Timestamp now, Timestamp until) = 0;

    /// The messages are with the bus: forgets them.
    virtual Task<void> mark_sent(std::vector<std::int64_t> ids) = 0;

    /// Gives claimed messages back; nobody claims them again before `at`.
    virtual Task<void> put_back(std::vector<std::int64_t> ids, Timestamp at) = 0;

    /// How many have not been sent.
    virtual Task<std::uint64_t> waiting() = 0;
};

}  // namespace fairgate
