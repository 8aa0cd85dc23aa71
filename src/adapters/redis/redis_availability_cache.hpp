#pragma once

#include "adapters/redis/client.hpp"
#include "inventory/availability_cache.hpp"

namespace fairgate::redis {

/// Keys `availability:{event}`. Whoever tells of changed seats forgets them too, see RedisNews.
class RedisAvailabilityCache final : public AvailabilityCache {
  public:
    explicit RedisAvailabilityCache(Client& client) : client_(client) {}

    Task<std::optional<api::Availability>> find(EventId event) override;
    Task<void> put(EventId event, api::Availability counts, EventStatus status) override;

    static std::string key_of(EventId event);

  private:
    Client& client_;
};

}  // namespace fairgate::redis
