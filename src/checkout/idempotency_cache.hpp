#pragma once

#include "checkout/order_store.hpp"

namespace fairgate {

/// The answer to a finished checkout and what is needed to judge whether a repeat may see it.
struct CachedAnswer {
    OrderId order;
    SessionId session;
    EventId event;
    HoldId hold;
    std::string response;
};

/// Remembers finished checkouts by idempotency key for 24 hours, so that a repeat need not read the orders.
/// May forget anything at any moment: the store knows for ever.
class IdempotencyCache {
  public:
    static constexpr std::chrono::hours kLifetime{24};

    virtual ~IdempotencyCache() = default;

    virtual Task<std::optional<CachedAnswer>> find(std::string key, Timestamp now) = 0;
    virtual Task<void> put(std::string key, CachedAnswer answer, Timestamp now) = 0;
};

}  // namespace fairgate
