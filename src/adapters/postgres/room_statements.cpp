#include "adapters/postgres/room_statements.hpp"

#include "adapters/sql/room_rows.hpp"

namespace fairgate::postgres {
namespace {

constexpr std::string_view kNextVersion = "UPDATE rooms SET version = version + 1 WHERE event_id = $1";
constexpr std::string_view kExpire =
    "UPDATE room_entries SET version = (SELECT version FROM rooms WHERE event_id = $1),"
    " state = CASE WHEN state = 1 THEN 5"
    " WHEN (SELECT drawn_at IS NULL FROM rooms WHERE event_id = $1) THEN 6 ELSE 3 END,"
    " session_id = CASE WHEN (SELECT drawn_at IS NULL FROM rooms WHERE event_id = $1) THEN 0"
    " ELSE session_id END"
    " WHERE event_id = $1 AND state IN (1, 2) AND until <= (SELECT fairgate_now($2::bigint))"
    " RETURNING entry, session_id, state, until, version";
constexpr std::string_view kRoom =
    "SELECT event_id, seed, drawn_at, first_later, admitted, left_early, paused, shoppers_max,"
    " rate_per_minute, version, next_entry, allowance, allowance_at, accounts_only,"
    " beacon_settled, beacon_value FROM rooms WHERE event_id = $1";

}  // namespace

Call next_version(EventId event) {
    return Call(kNextVersion, event);
}

Call expire(EventId event, Timestamp now) {
    return Call(kExpire, event, now);
}

Call find_room(EventId event) {
    return Call(kRoom, event);
}

RoomRecord read_room(const Rows& rows) {
    FAIRGATE_ASSERT(rows.size() == 1);
    return sql::read_room(rows.front());
}

std::vector<EntryRecord> read_entries(const Rows& rows) {
    std::vector<EntryRecord> entries;
    for (const Row row : rows) entries.push_back(sql::read_entry(row));
    return entries;
}

}  // namespace fairgate::postgres
