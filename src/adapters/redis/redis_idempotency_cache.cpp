#include "adapters/redis/redis_idempotency_cache.hpp"

#include "adapters/redis/errors.hpp"
#include "base/json.hpp"

#include <spdlog/spdlog.h>

namespace fairgate::redis {
namespace {

/// What is kept.
struct KeptAnswer {
    OrderId order;
    SessionId session;
    EventId event;
    HoldId hold;
    std::string response;
    /// In milliseconds: the caller's clock decides, and Redis only tidies up.
    std::int64_t ends_at = 0;
};
BOOST_DESCRIBE_STRUCT(KeptAnswer, (), (order, session, event, hold, response, ends_at))

std::string key_of(const std::string& key) {
    return "idem:" + key;
}

std::int64_t milliseconds(Timestamp time) {
    return time.time_since_epoch().count();
}

}  // namespace

Task<std::optional<CachedAnswer>> RedisIdempotencyCache::find(std::string key, Timestamp now) {
    const std::string name = key_of(key);
    Reply reply;
    try {
        reply = co_await client_.run({"GET", name}, name);
    } catch (const Unreachable&) {
        co_return std::nullopt;
    } catch (const Refused& error) {
        spdlog::warn("answers in Redis: {}", error.what());
    }
    if (reply.kind != Reply::Kind::text) co_return std::nullopt;
    auto kept = from_json_text<KeptAnswer>(reply.text);
    if (!kept || kept->ends_at <= milliseconds(now)) co_return std::nullopt;
    co_return CachedAnswer{kept->order, kept->session, kept->event, kept->hold, std::move(kept->response)};
}

Task<void> RedisIdempotencyCache::put(std::string key, CachedAnswer answer, Timestamp now) {
    const std::string name = key_of(key);
    const KeptAnswer kept{answer.order,
                          answer.session,
                          answer.event,
                          answer.hold,
                          std::move(answer.response),
                          milliseconds(now + kLifetime)};
    const auto lifetime = std::to_string(std::chrono::seconds{kLifetime}.count());
    try {
        // The first answer is the one that stands.
        co_await client_.run({"SET", name, to_json_text(kept), "NX", "EX", lifetime}, name);
    } catch (const Unreachable&) {
        // It is in the store.
    } catch (const Refused& error) {
        spdlog::warn("answers in Redis: {}", error.what());
    }
}

}  // namespace fairgate::redis
