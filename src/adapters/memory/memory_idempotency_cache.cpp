#include "adapters/memory/memory_idempotency_cache.hpp"

namespace fairgate {

Task<std::optional<CachedAnswer>> MemoryIdempotencyCache::find(std::string key, Timestamp now) {
    const std::lock_guard lock(mutex_);
    while (!ages_.empty() && ages_.front().expires_at <= now) {
        answers_.erase(ages_.front().key);
        ages_.pop_front();
    }
    const auto found = answers_.find(key);
    if (found == answers_.end()) co_return std::nullopt;
    co_return found->second;
}

Task<void> MemoryIdempotencyCache::put(std::string key, CachedAnswer answer, Timestamp now) {
    const std::lock_guard lock(mutex_);
    // The first answer is the one that stands, and its age is already noted.
    if (!answers_.emplace(key, std::move(answer)).second) co_return;
    ages_.push_back({std::move(key), now + kLifetime});
    if (ages_.size() <= answers_max_) co_return;
    answers_.erase(ages_.front().key);
    ages_.pop_front();
}

}  // namespace fairgate
