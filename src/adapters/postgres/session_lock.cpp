#include "adapters/postgres/session_lock.hpp"

#include <algorithm>

namespace fairgate::postgres {
namespace {

/// The planner keeps the order of the array; equal orders make deadlocks impossible.
constexpr std::string_view kLock = "SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS key";

/// A collision only makes somebody wait who need not.
std::int64_t key_of(EventId event, SessionId session) {
    std::uint64_t key = event.value * 0x9E3779B97F4A7C15ULL ^ session.value;
    key = (key ^ (key >> 32)) * 0xD6E8FEB86659FD93ULL;
    return static_cast<std::int64_t>(key ^ (key >> 32));
}

}  // namespace

Call lock_sessions(EventId event, const std::vector<SessionId>& sessions) {
    std::vector<std::pair<EventId, SessionId>> holders;
    for (const SessionId session : sessions) holders.emplace_back(event, session);
    return lock_sessions(holders);
}

Call lock_sessions(const std::vector<std::pair<EventId, SessionId>>& holders) {
    std::vector<std::int64_t> keys;
    keys.reserve(holders.size());
    for (const auto& [event, session] : holders) keys.push_back(key_of(event, session));
    std::ranges::sort(keys);
    const auto repeats = std::ranges::unique(keys);
    keys.erase(repeats.begin(), repeats.end());
    return Call(kLock, keys);
}

}  // namespace fairgate::postgres
