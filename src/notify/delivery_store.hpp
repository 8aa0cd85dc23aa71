#pragma once

#include "notify/message_bus.hpp"

namespace fairgate {

/// A message on its way to one subscriber.
struct Delivery {
    std::string queue;
    Message message;
    /// Earlier attempts that failed.
    std::uint32_t attempts = 0;
};

/// The queues of the bus that needs no broker. Several nodes may take from them at once. Every method is one
/// transaction, which a store that dies may forget, but in order: a delivery comes again, and is not lost as
/// long as its message is forgotten after it was added.
class DeliveryStore : public DeadLetters {
  public:
    /// Queues every delivery whose message is not in that queue already.
    virtual Task<void> add(std::vector<Delivery> deliveries, Timestamp now) = 0;

    /// The next due delivery of `queue`; nobody else gets it before `until`. Empty when none is due.
    virtual Task<std::optional<Delivery>> take(std::string queue, Timestamp now, Timestamp until) = 0;

    virtual Task<void> remove(Delivery delivery) = 0;

    /// Tries it again at `at`, with its `attempts`.
    virtual Task<void> retry(Delivery delivery, Timestamp at) = 0;

    /// Makes it a dead letter.
    virtual Task<void> bury(Delivery delivery, std::string reason, Timestamp now) = 0;
};

}  // namespace fairgate
