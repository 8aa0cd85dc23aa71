#include "adapters/redis/redis_session_cache.hpp"

#include "adapters/redis/errors.hpp"
#include "base/json.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace fairgate::redis {
namespace {

/// What is kept.
struct KeptSession {
    UserId user;
    /// In URL-safe base 64.
    std::string token_hash;
    /// In milliseconds.
    std::int64_t ends_at = 0;
};
BOOST_DESCRIBE_STRUCT(KeptSession, (), (user, token_hash, ends_at))

/// Stands in the place of a session that is changing.
constexpr const char* kDropped = "dropped";

std::string key_of(SessionId session) {
    return "session:" + session.text();
}

std::string milliseconds(std::chrono::milliseconds duration) {
    return std::to_string(duration.count());
}

}  // namespace

Task<std::optional<SessionRecord>> RedisSessionCache::find(SessionId session) {
    const std::string key = key_of(session);
    Reply reply;
    try {
        reply = co_await client_.run({"GET", key}, key);
    } catch (const Unreachable&) {
        co_return std::nullopt;
    } catch (const Refused& error) {
        spdlog::warn("sessions in Redis: {}", error.what());
    }
    if (reply.kind != Reply::Kind::text) co_return std::nullopt;
    const auto kept = from_json_text<KeptSession>(reply.text);
    if (!kept) co_return std::nullopt;
    auto hash = from_base64url(kept->token_hash);
    if (!hash) co_return std::nullopt;
    co_return SessionRecord{session, kept->user, std::move(*hash),
                            Timestamp{std::chrono::milliseconds{kept->ends_at}}};
}

Task<void> RedisSessionCache::put(SessionRecord session, Timestamp now) {
    const std::string key = key_of(session.id);
    const auto left = std::min<std::chrono::milliseconds>(kLifetime, session.expires_at - now);
    if (left.count() <= 0) co_return;
    const KeptSession kept{session.user, to_base64url(session.token_hash),
                           session.expires_at.time_since_epoch().count()};
    try {
        co_await client_.run({"SET", key, to_json_text(kept), "NX", "PX", milliseconds(left)}, key);
    } catch (const Unreachable&) {
        // Others ask the store as well.
    } catch (const Refused& error) {
        spdlog::warn("sessions in Redis: {}", error.what());
    }
}

Task<void> RedisSessionCache::drop(SessionId session) {
    const std::string key = key_of(session);
    try {
        co_await client_.run({"SET", key, kDropped, "PX", milliseconds(kDropMemory)}, key);
    } catch (const Unreachable&) {
        // Every node that hears of the change does it again.
    } catch (const Refused& error) {
        spdlog::warn("sessions in Redis: {}", error.what());
    }
}

}  // namespace fairgate::redis
