#include "adapters/redis/redis_seat_locks.hpp"

#include "adapters/redis/errors.hpp"
#include "base/id_time.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace fairgate::redis {
namespace {

/// A lock is "hold:session:end". ARGV: hold, session, now, end, then for each key the hold that may be
/// replaced there. Answers for each key "" when it is ours now, else the hold that has it.
constexpr std::string_view kAcquire = R"lua(
local result = {}
for i, key in ipairs(KEYS) do
  local lock = redis.call('GET', key)
  local hold, session, ends
  if lock then hold, session, ends = lock:match('^(%w+):(%w+):(%d+)$') end
  local free = not hold or hold == ARGV[1] or hold == ARGV[4 + i] or tonumber(ends) <= tonumber(ARGV[3])
  if free then
    local left = math.max(1, tonumber(ARGV[4]) - tonumber(ARGV[3]))
    redis.call('SET', key, ARGV[1] .. ':' .. ARGV[2] .. ':' .. ARGV[4], 'PX', left)
  end
  result[i] = (free or session == ARGV[2]) and '' or hold
end
return result
)lua";

/// ARGV: the hold whose locks go.
constexpr std::string_view kRelease = R"lua(
local count = 0
for i, key in ipairs(KEYS) do
  local lock = redis.call('GET', key)
  if lock and lock:match('^(%w+):') == ARGV[1] then count = count + redis.call('DEL', key) end
end
return count
)lua";

std::vector<std::string> keys_of(EventId event, const std::vector<SeatIndex>& seats) {
    std::vector<std::string> keys;
    for (const SeatIndex seat : seats) keys.push_back(fmt::format("lock:seat:{{{}}}:{}", event.text(), seat));
    return keys;
}

std::string milliseconds(Timestamp time) {
    return std::to_string(time.time_since_epoch().count());
}

}  // namespace

RedisSeatLocks::RedisSeatLocks(Client& client, LooksFree looks_free)
    : client_(client), looks_free_(std::move(looks_free)), acquire_(kAcquire), release_(kRelease) {}

Task<LockResult> RedisSeatLocks::acquire(EventId event, std::vector<SeatIndex> seats, LockOwner owner,
                                         Timestamp now, Timestamp expires_at) {
    LockResult result;
    if (seats.empty()) co_return result;
    Holders holders = co_await try_acquire(event, seats, owner, now, expires_at, {});
    Holders orphans(holders.size());
    for (std::size_t i = 0; i < holders.size(); ++i) {
        const bool is_old = holders[i] && now - time_of(holders[i]) >= kOrphanAge;
        if (is_old && looks_free_(event, seats[i])) orphans[i] = holders[i];
    }
    if (std::ranges::any_of(orphans, [](HoldId hold) { return bool{hold}; })) {
        holders = co_await try_acquire(event, seats, owner, now, expires_at, std::move(orphans));
    }
    holders.resize(seats.size());
    for (std::size_t i = 0; i < seats.size(); ++i) {
        (holders[i] ? result.failed : result.acquired).push_back(seats[i]);
    }
    co_return result;
}

Task<RedisSeatLocks::Holders> RedisSeatLocks::try_acquire(EventId event, std::vector<SeatIndex> seats,
                                                          LockOwner owner, Timestamp now,
                                                          Timestamp expires_at, Holders orphans) {
    std::vector<std::string> arguments{owner.hold.text(), owner.session.text(), milliseconds(now),
                                       milliseconds(expires_at)};
    for (const HoldId hold : orphans) arguments.push_back(hold ? hold.text() : "");
    Holders holders;
    try {
        const Reply reply = co_await client_.run(acquire_, keys_of(event, seats), std::move(arguments));
        for (const auto& holder : reply.items) {
            holders.push_back(HoldId::parse(holder.text).value_or(HoldId{}));
        }
    } catch (const Unreachable&) {
        // The store decides alone.
    } catch (const Refused& error) {
        spdlog::warn("seat locks in Redis: {}", error.what());
    }
    co_return holders;
}

Task<void> RedisSeatLocks::release(EventId event, std::vector<SeatIndex> seats, HoldId hold) {
    if (seats.empty()) co_return;
    try {
        co_await client_.run(release_, keys_of(event, seats), {hold.text()});
    } catch (const Unreachable&) {
        // What is left behind is taken over, or ends.
    } catch (const Refused& error) {
        spdlog::warn("seat locks in Redis: {}", error.what());
    }
}

}  // namespace fairgate::redis
