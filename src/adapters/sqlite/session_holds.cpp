#include "adapters/sqlite/session_holds.hpp"

#include "base/id_time.hpp"

namespace fairgate::sqlite {
namespace {

// Of two holds of a session the one that ends later counts, for the other has ended.
constexpr std::string_view kHolds =
    "SELECT event_id, held_by_session, hold_id FROM seats INDEXED BY seats_expiring WHERE status = 1"
    " ORDER BY event_id, held_until";

constexpr std::string_view kHoldIds = "SELECT hold_id FROM seats INDEXED BY seats_by_hold WHERE status = 1";

}  // namespace

void SessionHolds::load(Connection& connection) {
    const std::lock_guard lock(mutex_);
    auto rows = connection.prepare(kHolds);
    while (rows.step()) holds_[{rows.id<EventId>(0), rows.id<SessionId>(1)}] = rows.id<HoldId>(2);
}

std::optional<HoldId> SessionHolds::find(EventId event, SessionId session) const {
    const std::lock_guard lock(mutex_);
    const auto found = holds_.find({event, session});
    return found == holds_.end() ? std::nullopt : std::optional(found->second);
}

void SessionHolds::put(EventId event, SessionId session, HoldId hold) {
    const std::lock_guard lock(mutex_);
    holds_[{event, session}] = hold;
}

void SessionHolds::forget_ended(Connection& connection, Timestamp before) {
    std::unordered_set<HoldId> live;
    {
        auto rows = connection.prepare(kHoldIds);
        while (rows.step()) live.insert(rows.id<HoldId>(0));
    }
    const std::lock_guard lock(mutex_);
    std::erase_if(holds_, [&](const auto& entry) {
        const HoldId hold = entry.second;
        return time_of(hold) < before && !live.contains(hold);
    });
}

}  // namespace fairgate::sqlite
