#pragma once

#include "base/clock.hpp"

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace fairgate {

struct LoginLimits {
    std::uint32_t failures_per_account_max = 10;
    std::uint32_t failures_per_address_max = 50;
    std::chrono::milliseconds window = std::chrono::minutes{5};
};

/// Counts failed log-ins by account and by address, so that guessing passwords is slow whoever tries. An
/// attempt counts from its begin, so that a hundred at once do not slip through.
///
/// Thread-safe; bounded: the oldest counts are forgotten first.
class LoginLimiter {
  public:
    static constexpr std::size_t kCountsMax = 100'000;

    LoginLimiter(const Clock& clock, LoginLimits limits) : clock_(clock), limits_(limits) {}

    /// Empty when the attempt may go on, which is counted then; else how long to wait.
    std::optional<std::chrono::milliseconds> begin(const std::string& email, const std::string& address);

    /// The attempt was right, or never tried: it does not count. A right one clears the account.
    void succeeded(const std::string& email, const std::string& address);
    void not_tried(const std::string& email, const std::string& address);

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

}  // namespace fairgate
