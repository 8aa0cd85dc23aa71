#include "adapters/redis/redis_login_limiter.hpp"

#include "adapters/redis/errors.hpp"
#include "base/encoding.hpp"

#include <spdlog/spdlog.h>

namespace fairgate::redis {
namespace {

/// ARGV: how many there may be, and milliseconds of the window. Answers 0 when the attempt is counted, else
/// how long to wait.
constexpr std::string_view kCount = R"lua(
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if count >= tonumber(ARGV[1]) then return math.max(1, redis.call('PTTL', KEYS[1])) end
redis.call('INCR', KEYS[1])
if count == 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
)lua";

/// Keeps the end of the window. A count that reaches 0 goes, so that the next one begins a window of its own.
constexpr std::string_view kTakeBack = R"lua(
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if count > 1 then return redis.call('DECR', KEYS[1]) end
redis.call('DEL', KEYS[1])
return 0
)lua";

std::string account_key(const std::string& email) {
    return "logins:account:" + to_hex(sha256(email));
}

std::string address_key(const std::string& address) {
    return "logins:address:" + to_hex(sha256(address));
}

std::string registrations_key(const std::string& address) {
    return "registrations:" + to_hex(sha256(address));
}

}  // namespace

RedisLoginLimiter::RedisLoginLimiter(Client& client, LoginLimits limits, LoginLimiter& alone)
    : client_(client), limits_(limits), alone_(alone), count_(kCount), take_back_(kTakeBack) {}

Task<std::optional<std::chrono::milliseconds>> RedisLoginLimiter::begin(std::string email,
                                                                        std::string address) {
    try {
        const auto account_wait = co_await count(account_key(email), limits_.failures_per_account_max);
        if (account_wait) co_return account_wait;
        const auto address_wait = co_await count(address_key(address), limits_.failures_per_address_max);
        if (address_wait) co_await take_back(account_key(email));
        co_return address_wait;
    } catch (const Unreachable&) {
        // Each node counts for itself.
    } catch (const Refused& error) {
        spdlog::warn("log-ins in Redis: {}", error.what());
    }
    co_return co_await alone_.begin(std::move(email), std::move(address));
}

Task<void> RedisLoginLimiter::succeeded(std::string email, std::string address) {
    co_await alone_.succeeded(email, address);
    co_await undo(std::move(email), std::move(address), true);
}

Task<void> RedisLoginLimiter::not_tried(std::string email, std::string address) {
    co_await alone_.not_tried(email, address);
    co_await undo(std::move(email), std::move(address), false);
}

Task<std::optional<std::chrono::milliseconds>> RedisLoginLimiter::begin_registration(std::string address) {
    try {
        const auto wait = co_await count(registrations_key(address), limits_.registrations_per_address_max);
        co_return wait;
    } catch (const Unreachable&) {
        // Each node counts for itself.
    } catch (const Refused& error) {
        spdlog::warn("registrations in Redis: {}", error.what());
    }
    co_return co_await alone_.begin_registration(std::move(address));
}

Task<void> RedisLoginLimiter::registration_not_tried(std::string address) {
    co_await alone_.registration_not_tried(address);
    try {
        co_await take_back(registrations_key(address));
    } catch (const Unreachable&) {
        // It ends with its window.
    } catch (const Refused& error) {
        spdlog::warn("registrations in Redis: {}", error.what());
    }
}

Task<std::optional<std::chrono::milliseconds>> RedisLoginLimiter::count(std::string key, std::uint32_t max) {
    const Reply reply = co_await client_.run(count_, {std::move(key)},
                                             {std::to_string(max), std::to_string(limits_.window.count())});
    if (reply.integer == 0) co_return std::nullopt;
    co_return std::chrono::milliseconds{reply.integer};
}

Task<void> RedisLoginLimiter::take_back(std::string key) {
    co_await client_.run(take_back_, {std::move(key)}, {});
}

Task<void> RedisLoginLimiter::undo(std::string email, std::string address, bool clear_account) {
    try {
        const std::string account = account_key(email);
        if (clear_account) {
            co_await client_.run({"DEL", account}, account);
        } else {
            co_await take_back(account);
        }
        co_await take_back(address_key(address));
    } catch (const Unreachable&) {
        // It ends with its window.
    } catch (const Refused& error) {
        spdlog::warn("log-ins in Redis: {}", error.what());
    }
}

}  // namespace fairgate::redis
