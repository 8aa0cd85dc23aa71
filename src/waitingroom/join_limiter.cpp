#include "waitingroom/join_limiter.hpp"

#include <algorithm>
#include <cmath>

namespace fairgate {

double JoinLimiter::tokens_at(const Bucket& bucket, Timestamp now) const {
    const double seconds = std::max(0.0, std::chrono::duration<double>(now - bucket.filled_at).count());
    return std::min(limits_.burst, bucket.tokens + seconds * limits_.per_second);
}

std::optional<std::chrono::seconds> JoinLimiter::take(const std::string& address) {
    if (limits_.per_second <= 0) return std::nullopt;
    const Timestamp now = clock_.now();
    const std::lock_guard lock(mutex_);
    if (buckets_.size() >= kAddressesMax && !buckets_.contains(address)) {
        std::erase_if(buckets_,
                      [&](const auto& item) { return tokens_at(item.second, now) >= limits_.burst; });
        // Every one of them is busy: forgetting is kinder than refusing.
        if (buckets_.size() >= kAddressesMax) buckets_.clear();
    }
    auto& bucket = buckets_.try_emplace(address, Bucket{limits_.burst, now}).first->second;
    bucket = {tokens_at(bucket, now), now};
    if (bucket.tokens < 1) {
        return std::chrono::seconds{
            static_cast<std::int64_t>(std::ceil((1 - bucket.tokens) / limits_.per_second))};
    }
    bucket.tokens -= 1;
    return std::nullopt;
}

}  // namespace fairgate
