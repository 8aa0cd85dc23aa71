#include "adapters/redis/redis_availability_cache.hpp"

#include "adapters/redis/errors.hpp"
#include "base/json.hpp"

namespace fairgate::redis {

std::string RedisAvailabilityCache::key_of(EventId event) {
    return "availability:{" + event.text() + "}";
}

Task<std::optional<api::Availability>> RedisAvailabilityCache::find(EventId event) {
    const std::string key = key_of(event);
    std::optional<api::Availability> found;
    try {
        const Reply reply = co_await client_.run({"GET", key}, key);
        auto counts = from_json_text<api::Availability>(reply.text);
        if (counts) found = *counts;
    } catch (const Failure&) {
        // The seats are read then.
    }
    co_return found;
}

Task<void> RedisAvailabilityCache::put(EventId event, api::Availability counts, EventStatus status) {
    const std::string key = key_of(event);
    const auto lifetime = status == EventStatus::on_sale ? kLifetimeOnSale : kLifetime;
    try {
        co_await client_.run({"SETEX", key, std::to_string(lifetime.count()), to_json_text(counts)}, key);
    } catch (const Failure&) {
        // Others read the seats as well.
    }
}

}  // namespace fairgate::redis
