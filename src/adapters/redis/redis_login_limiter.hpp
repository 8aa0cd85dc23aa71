#pragma once

#include "accounts/login_limiter.hpp"
#include "adapters/redis/client.hpp"

namespace fairgate::redis {

/// Counts that all nodes share: keys `logins:account:...`, `logins:address:...` and `registrations:...`,
/// which Redis forgets at the end of their window. The names are hashed, for they are people's. While Redis
/// is away each node counts for itself.
class RedisLoginLimiter final : public LoginLimiter {
  public:
    /// `alone` counts while Redis is away; it outlives this.
    RedisLoginLimiter(Client& client, LoginLimits limits, LoginLimiter& alone);

    Task<std::optional<std::chrono::milliseconds>> begin(std::string email, std::string address) override;
    Task<void> succeeded(std::string email, std::string address) override;
    Task<void> not_tried(std::string email, std::string address) override;
    Task<std::optional<std::chrono::milliseconds>> begin_registration(std::string address) override;
    Task<void> registration_not_tried(std::string address) override;

  private:
    Task<std::optional<std::chrono::milliseconds>> count(std::string key, std::uint32_t max);
    Task<void> take_back(std::string key);
    Task<void> undo(std::string email, std::string address, bool clear_account);

    Client& client_;
    const LoginLimits limits_;
    LoginLimiter& alone_;
    const Script count_;
    const Script take_back_;
};

}  // namespace fairgate::redis
