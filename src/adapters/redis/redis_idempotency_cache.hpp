#pragma once

#include "adapters/redis/client.hpp"
#include "checkout/idempotency_cache.hpp"

namespace fairgate::redis {

/// Finished checkouts that all nodes share: keys `idem:key`, which Redis forgets by itself. While it is away
/// nothing is known, and the store is asked.
class RedisIdempotencyCache final : public IdempotencyCache {
  public:
    explicit RedisIdempotencyCache(Client& client) : client_(client) {}

    Task<std::optional<CachedAnswer>> find(std::string key, Timestamp now) override;
    Task<void> put(std::string key, CachedAnswer answer, Timestamp now) override;

  private:
    Client& client_;
};

}  // namespace fairgate::redis
