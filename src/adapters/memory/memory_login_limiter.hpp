#pragma once

#include "accounts/login_limiter.hpp"
#include "base/clock.hpp"

#include <deque>
#include <mutex>
#include <unordered_map>

namespace fairgate::memory {

/// In this process. Thread-safe; bounded: the oldest counts are forgotten first.
class MemoryLoginLimiter final : public LoginLimiter {
  public:
    static constexpr std::size_t kCountsMax = 100'000;

    MemoryLoginLimiter(const Clock& clock, LoginLimits limits) : clock_(clock), limits_(limits) {}

    Task<std::optional<std::chrono::milliseconds>> begin(std::string email, std::string address) override;
    Task<void> succeeded(std::string email, std::string address) override;
    Task<void> not_tried(std::string email, std::string address) override;
    Task<std::optional<std::chrono::milliseconds>> begin_registration(std::string address) override;
    Task<void> registration_not_tried(std::string address) override;

  private:
    struct Count {
        std::uint32_t failures = 0;
        Timestamp ends_at;
    };
    struct Age {
        std::string name;
        Timestamp ends_at;
    };

    void forget_old();
    std::optional<std::chrono::milliseconds> wait_for(const std::string& name, std::uint32_t max) const;
    void add(const std::string& name);
    void take_back(const std::string& name);

    const Clock& clock_;
    const LoginLimits limits_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Count> counts_;
    std::deque<Age> ages_;
};

}  // namespace fairgate::memory
