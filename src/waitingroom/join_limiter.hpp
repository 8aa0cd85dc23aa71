#pragma once

#include "base/clock.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace fairgate {

/// How fast one client address may join. Many people may share an address: the burst leaves room for them.
struct JoinLimits {
    /// 0 for no limit.
    double per_second = 50;
    double burst = 1'000;
};

/// Slows mass joining from one address. Thread-safe; bounded: when too many addresses are known, those that
/// have been quiet are forgotten.
class JoinLimiter {
  public:
    static constexpr std::size_t kAddressesMax = 100'000;

    JoinLimiter(const Clock& clock, JoinLimits limits) : clock_(clock), limits_(limits) {}

    /// Empty when the address may join now, which is counted; else how long to wait.
    std::optional<std::chrono::seconds> take(const std::string& address);

  private:
    struct Bucket {
        double tokens;
        Timestamp filled_at;
    };

    double tokens_at(const Bucket& bucket, Timestamp now) const;

    const Clock& clock_;
    const JoinLimits limits_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace fairgate
