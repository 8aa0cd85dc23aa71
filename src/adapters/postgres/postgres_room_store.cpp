#include "adapters/postgres/postgres_room_store.hpp"

#include "adapters/postgres/redeem_code.hpp"
#include "adapters/postgres/room_statements.hpp"
#include "adapters/sql/room_rows.hpp"
#include "waitingroom/turn_allowance.hpp"

namespace fairgate::postgres {
namespace {

constexpr std::string_view kTime = "SELECT fairgate_now($1::bigint)";
constexpr std::string_view kOpen =
    "INSERT INTO rooms (event_id, seed, paused, shoppers_max, rate_per_minute, accounts_only)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (event_id) DO NOTHING";
constexpr std::string_view kRooms =
    "SELECT event_id, seed, drawn_at, first_later, admitted, left_early, paused, shoppers_max,"
    " rate_per_minute, version, next_entry, allowance, allowance_at, accounts_only,"
    " beacon_settled, beacon_value FROM rooms ORDER BY event_id";
constexpr std::string_view kChanges =
    "SELECT entry, session_id, state, until, version FROM room_entries"
    " WHERE event_id = $1 AND (version, entry) > ($2::bigint, $3::bigint)"
    " ORDER BY version, entry LIMIT $4";
constexpr std::string_view kLockRoom = "SELECT FROM rooms WHERE event_id = $1 FOR UPDATE";
/// Who shopped before the draw has no part in it. One statement, for each has a time of its own: the sale
/// could open between two.
constexpr std::string_view kDraw = R"sql(
WITH drawn AS (
    UPDATE rooms SET drawn_at = fairgate_now($2::bigint), first_later = next_entry, version = version + 1
    WHERE event_id = $1 AND drawn_at IS NULL AND NOT EXISTS
        (SELECT FROM events WHERE id = $1 AND on_sale_date > fairgate_now($2::bigint))
    RETURNING version)
UPDATE room_entries SET state = 6, session_id = 0, version = drawn.version
FROM drawn WHERE event_id = $1 AND state = 2
)sql";
constexpr std::string_view kSettleBeacon =
    "UPDATE rooms SET version = version + 1, beacon_settled = true, beacon_value = $2::bytea"
    " WHERE event_id = $1 AND drawn_at IS NOT NULL AND NOT beacon_settled";
constexpr std::string_view kCountActive =
    "SELECT count(*), fairgate_now($2::bigint) FROM room_entries WHERE event_id = $1 AND state IN (1, 2)";
/// $1 event, $2 entries in the order of the queue, $3 how many turns at most, $4 their end. Written so that a
/// planner without statistics does not read the whole room.
constexpr std::string_view kGiveTurns = R"sql(
WITH first AS MATERIALIZED (
    SELECT e.entry FROM unnest($2::bigint[]) WITH ORDINALITY AS wanted (entry, place)
        CROSS JOIN LATERAL (
            SELECT entry FROM room_entries
            WHERE event_id = $1 AND entry = wanted.entry AND state = 0 LIMIT 1) AS e
    ORDER BY wanted.place LIMIT $3::bigint)
UPDATE room_entries e SET state = 1, until = $4::bigint,
    version = (SELECT version FROM rooms WHERE event_id = $1)
WHERE e.event_id = $1 AND e.entry = ANY (ARRAY(SELECT entry FROM first))
RETURNING e.entry, e.session_id, e.state, e.until, e.version
)sql";
constexpr std::string_view kCountTurns =
    "UPDATE rooms SET admitted = admitted + $2::bigint, allowance = $3, allowance_at = $4 WHERE event_id = "
    "$1";
constexpr std::string_view kEnter =
    "UPDATE room_entries SET state = 2, until = fairgate_now($3::bigint) + $4::bigint,"
    " version = (SELECT version FROM rooms WHERE event_id = $1)"
    " WHERE event_id = $1 AND entry = $2 AND state = 1 AND until > fairgate_now($3::bigint)"
    " RETURNING entry, session_id, state, until, version";
constexpr std::string_view kEnd = R"sql(
WITH ended AS (
    UPDATE room_entries e SET state = CASE WHEN r.drawn_at IS NULL THEN 6 ELSE $3::smallint END,
        session_id = CASE WHEN r.drawn_at IS NULL THEN 0 ELSE e.session_id END, version = r.version
    FROM rooms r WHERE r.event_id = $1 AND e.event_id = $1 AND e.entry = $2 AND e.state < 3
    RETURNING e.entry, e.session_id, e.state, e.until, e.version),
counted AS (
    UPDATE rooms SET left_early = left_early + 1
    WHERE event_id = $1 AND $3 = 4 AND EXISTS (SELECT FROM ended WHERE state = 6))
SELECT entry, session_id, state, until, version FROM ended
)sql";
constexpr std::string_view kAdjust =
    "UPDATE rooms SET version = version + 1, paused = coalesce($2::boolean, paused),"
    " shoppers_max = coalesce($3::bigint, shoppers_max),"
    " rate_per_minute = coalesce($4::bigint, rate_per_minute),"
    " accounts_only = coalesce($6::boolean, accounts_only),"
    " allowance = CASE WHEN coalesce($4, rate_per_minute) = rate_per_minute THEN allowance ELSE 0 END,"
    " allowance_at = CASE WHEN coalesce($4, rate_per_minute) = rate_per_minute THEN allowance_at"
    " ELSE fairgate_now($5::bigint) END"
    " WHERE event_id = $1 AND (next_entry = 0 OR coalesce($6, accounts_only) = accounts_only)";

/// The room is what the last of `calls` answers.
Task<RoomRecord> commit_room(Connection& connection, std::vector<Call> calls) {
    const std::vector<Rows> answers = co_await connection.commit(std::move(calls));
    co_return read_room(answers.back());
}

Task<RoomRecord> change_room(Pool& pool, Call call, EventId event) {
    std::vector<Call> calls{std::move(call), find_room(event)};
    return pool.run(
        [calls = std::move(calls)](Connection& connection) { return commit_room(connection, calls); });
}

/// The entries are what `call` answers.
Task<RoomUpdate> commit_entries(Connection& connection, Call call, EventId event) {
    std::vector<Call> calls{next_version(event), std::move(call), find_room(event)};
    const std::vector<Rows> answers = co_await connection.commit(std::move(calls));
    co_return RoomUpdate{read_room(answers[2]), read_entries(answers[1])};
}

Task<RoomUpdate> change_entries(Pool& pool, Call call, EventId event) {
    return pool.run([call = std::move(call), event](Connection& connection) {
        return commit_entries(connection, call, event);
    });
}

Task<RoomUpdate> read_changes(Connection& connection, EventId event, ChangesRead read) {
    // The room first: what is written between the two is read again, and not missed.
    std::vector<Call> calls{find_room(event), Call(kChanges, event, static_cast<std::int64_t>(read.version),
                                                   read.entry, RoomStore::kChangesMax)};
    const std::vector<Rows> answers = co_await connection.ask(std::move(calls));
    co_return RoomUpdate{read_room(answers[0]), read_entries(answers[1])};
}

Task<RoomUpdate> turn_over(Connection& connection, EventId event, std::vector<std::uint32_t> entries,
                           Timestamp now, std::chrono::milliseconds lasting) {
    std::vector<Call> look{next_version(event), expire(event, now), Call(kCountActive, event, now),
                           find_room(event)};
    const std::vector<Rows> seen = co_await connection.begin(std::move(look));
    const RoomRecord room = read_room(seen[3]);
    const Row counted = seen[2].front();
    const Timestamp moment = counted.time(1);
    const auto [allowed, allowance] = turns_to_give(room, sql::count_in(counted, 0), moment);
    const Rows given = co_await connection.ask(Call(kGiveTurns, event, entries, allowed, moment + lasting));
    const auto turns = static_cast<std::uint32_t>(given.size());
    const TurnAllowance left = after_turns(allowance, room.limits, turns);
    std::vector<Call> write{Call(kCountTurns, event, turns, left.saved, left.at), find_room(event)};
    const std::vector<Rows> written = co_await connection.commit(std::move(write));
    RoomUpdate update{read_room(written[1]), read_entries(seen[1])};
    for (auto& entry : read_entries(given)) update.entries.push_back(entry);
    co_return update;
}

Task<Timestamp> ask_time(Connection& connection, Timestamp now) {
    const Rows rows = co_await connection.ask(Call(kTime, now));
    co_return rows.front().time(0);
}

Task<std::vector<RoomRecord>> read_rooms(Connection& connection) {
    const Rows rows = co_await connection.ask(Call(kRooms));
    std::vector<RoomRecord> rooms;
    for (const Row row : rows) rooms.push_back(sql::read_room(row));
    co_return rooms;
}

}  // namespace

Task<Timestamp> PostgresRoomStore::time(Timestamp now) {
    return pool_.run([now](Connection& connection) { return ask_time(connection, now); });
}

Task<RoomRecord> PostgresRoomStore::open(EventId event, DrawSeed seed, RoomLimits limits) {
    return change_room(pool_,
                       Call(kOpen, event, Bytes(seed.begin(), seed.end()), limits.paused, limits.shoppers_max,
                            limits.rate_per_minute, limits.accounts_only),
                       event);
}

Task<std::vector<RoomRecord>> PostgresRoomStore::rooms() {
    return pool_.run([](Connection& connection) { return read_rooms(connection); });
}

Task<RoomUpdate> PostgresRoomStore::changes(EventId event, ChangesRead read) {
    return pool_.run([event, read](Connection& connection) { return read_changes(connection, event, read); });
}

Task<RoomUpdate> PostgresRoomStore::join(EventId event, SessionId session, Timestamp now) {
    return joins_.join(event, session, now);
}

Task<Redeemed> PostgresRoomStore::redeem(EventId event, SessionId holder, CodeUse use, Timestamp now,
                                         std::chrono::milliseconds lasting) {
    return pool_.run(
        [=](Connection& connection) { return redeem_code(connection, event, holder, use, now, lasting); });
}

Task<RoomRecord> PostgresRoomStore::draw(EventId event, Timestamp now) {
    std::vector<Call> calls{Call(kLockRoom, event), Call(kDraw, event, now), find_room(event)};
    return pool_.run(
        [calls = std::move(calls)](Connection& connection) { return commit_room(connection, calls); });
}

Task<RoomRecord> PostgresRoomStore::settle_beacon(EventId event, Bytes value) {
    const auto kept = value.empty() ? std::nullopt : std::optional(std::move(value));
    return change_room(pool_, Call(kSettleBeacon, event, kept), event);
}

Task<RoomUpdate> PostgresRoomStore::give_turns(EventId event, std::vector<std::uint32_t> entries,
                                               Timestamp now, std::chrono::milliseconds lasting) {
    return pool_.run([event, entries = std::move(entries), now, lasting](Connection& connection) {
        return turn_over(connection, event, entries, now, lasting);
    });
}

Task<RoomUpdate> PostgresRoomStore::enter(EventId event, std::uint32_t entry, Timestamp now,
                                          std::chrono::milliseconds lasting) {
    return change_entries(pool_, Call(kEnter, event, entry, now, lasting), event);
}

Task<RoomUpdate> PostgresRoomStore::end(EventId event, std::uint32_t entry, EntryState how) {
    return change_entries(pool_, Call(kEnd, event, entry, static_cast<int>(how)), event);
}

Task<RoomRecord> PostgresRoomStore::adjust(EventId event, LimitsChange change, Timestamp now) {
    return change_room(pool_,
                       Call(kAdjust, event, change.paused, change.shoppers_max, change.rate_per_minute, now,
                            change.accounts_only),
                       event);
}

}  // namespace fairgate::postgres
