#pragma once

#include "accounts/session_cache.hpp"
#include "adapters/redis/client.hpp"

namespace fairgate::redis {

/// Keys `session:ID`. Of a cookie's secret there is no more in them than its hash.
class RedisSessionCache final : public SessionCache {
  public:
    explicit RedisSessionCache(Client& client) : client_(client) {}

    Task<std::optional<SessionRecord>> find(SessionId session) override;
    Task<void> put(SessionRecord session, Timestamp now) override;
    Task<void> drop(SessionId session) override;

  private:
    Client& client_;
};

}  // namespace fairgate::redis
