#pragma once

#include "base/task.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>

namespace fairgate {

struct LoginLimits {
    std::uint32_t failures_per_account_max = 10;
    std::uint32_t failures_per_address_max = 50;
    /// As many as may join from one address at once: a carrier's whole network may be one. Each takes the
    /// hasher some 20 ms, so whoever uses this up keeps log-ins waiting for 20 s in each window.
    std::uint32_t registrations_per_address_max = 1'000;
    std::chrono::milliseconds window = std::chrono::minutes{5};
};

/// Counts failed log-ins by account and by address, so that guessing passwords is slow whoever tries. An
/// attempt counts from its begin, so that a hundred at once do not slip through. Counts registrations by
/// address, right or wrong.
class LoginLimiter {
  public:
    virtual ~LoginLimiter() = default;

    /// Empty when the attempt may go on, which is counted then; else how long to wait.
    virtual Task<std::optional<std::chrono::milliseconds>> begin(std::string email, std::string address) = 0;

    /// The attempt was right, or never tried: it does not count. A right one clears the account.
    virtual Task<void> succeeded(std::string email, std::string address) = 0;
    virtual Task<void> not_tried(std::string email, std::string address) = 0;

    /// The same of a registration.
    virtual Task<std::optional<std::chrono::milliseconds>> begin_registration(std::string address) = 0;
    virtual Task<void> registration_not_tried(std::string address) = 0;
};

}  // namespace fairgate
