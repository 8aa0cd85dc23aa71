#include "adapters/redis/redis_request_rates.hpp"

#include "adapters/redis/errors.hpp"
#include "base/encoding.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <charconv>

namespace fairgate::redis {
namespace {

/// A bucket is "left:milliseconds", as of that time. ARGV: per second, burst, requests, what to do
/// beyond.
constexpr std::string_view kTake = R"lua(
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local bucket = redis.call('GET', KEYS[1])
local left, at
if bucket then left, at = bucket:match('^(%-?[%d.]+):(%d+)$') end
left, at = tonumber(left) or burst, tonumber(at) or now
left = math.min(burst, left + math.max(0, now - at) * rate / 1000)
local rest = math.max(left - tonumber(ARGV[3]), -burst)
if rest >= 0 or ARGV[4] == 'owed' then left = rest end
local full_in = math.ceil((burst - left) * 1000 / rate)
redis.call('SET', KEYS[1], string.format('%.3f:%d', left, now), 'PX', math.max(1, full_in))
return string.format('%.3f', rest)
)lua";

}  // namespace

RedisRequestRates::RedisRequestRates(Client& client, std::string kind, double per_second, double burst,
                                     Beyond beyond)
    : client_(client),
      kind_(std::move(kind)),
      per_second_(fmt::format("{}", per_second)),
      burst_(fmt::format("{}", burst)),
      beyond_(beyond == Beyond::owed ? "owed" : "refused"),
      take_(kTake) {}

Task<std::optional<double>> RedisRequestRates::take(std::string client, std::uint32_t requests) {
    std::optional<double> left;
    try {
        const Reply reply = co_await client_.run(take_, {kind_ + ":" + to_hex(sha256(client))},
                                                 {per_second_, burst_, std::to_string(requests), beyond_});
        double number = 0;
        const char* end = reply.text.data() + reply.text.size();
        const auto [parsed, error] = std::from_chars(reply.text.data(), end, number);
        if (error == std::errc{} && parsed == end) left = number;
    } catch (const Unreachable&) {
        // Each node counts for itself.
    } catch (const Refused& error) {
        spdlog::warn("request rates in Redis: {}", error.what());
    }
    co_return left;
}

}  // namespace fairgate::redis
