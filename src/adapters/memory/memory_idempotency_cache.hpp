#pragma once

#include "checkout/idempotency_cache.hpp"

#include <deque>
#include <mutex>
#include <unordered_map>

namespace fairgate {

/// In this process, bounded: the oldest answers go first. Thread-safe.
class MemoryIdempotencyCache final : public IdempotencyCache {
  public:
    static constexpr std::size_t kAnswersMax = 20'000;

    explicit MemoryIdempotencyCache(std::size_t answers_max = kAnswersMax) : answers_max_(answers_max) {}

    Task<std::optional<CachedAnswer>> find(std::string key, Timestamp now) override;
    Task<void> put(std::string key, CachedAnswer answer, Timestamp now) override;

  private:
    struct Entry {
        std::string key;
        Timestamp expires_at;
    };

    std::size_t answers_max_;
    std::mutex mutex_;
    std::unordered_map<std::string, CachedAnswer> answers_;
    /// In order of expiry, as every answer lives equally long.
    std::deque<Entry> ages_;
};

}  // namespace fairgate
