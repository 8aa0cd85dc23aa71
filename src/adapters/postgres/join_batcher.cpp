#include "adapters/postgres/join_batcher.hpp"

#include "adapters/postgres/room_statements.hpp"
#include "base/assert.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <iterator>

namespace fairgate::postgres {
namespace {

/// $1 event, $2 sessions in the order of arrival, $3 the caller's time. A row for each session that holds
/// or gets an entry. A rush is over before the planner has heard of it: the LIMIT keeps it from reading the
/// whole room.
constexpr std::string_view kJoin = R"sql(
WITH asked AS MATERIALIZED (
    SELECT session, min(place) AS place FROM unnest($2::bigint[]) WITH ORDINALITY AS a (session, place)
    GROUP BY session),
known AS MATERIALIZED (
    SELECT e.* FROM asked a CROSS JOIN LATERAL (
        SELECT entry, session_id, state, until, version FROM room_entries
        WHERE event_id = $1::bigint AND session_id = a.session AND state < 3 LIMIT 1) AS e),
fresh AS MATERIALIZED (
    SELECT a.session, row_number() OVER (ORDER BY a.place) - 1 AS number FROM asked a
    WHERE NOT EXISTS (SELECT FROM known k WHERE k.session_id = a.session)
        AND (a.session < 0) = (SELECT accounts_only FROM rooms WHERE event_id = $1)),
room AS (
    UPDATE rooms SET next_entry = next_entry + (SELECT count(*) FROM fresh) WHERE event_id = $1
    RETURNING next_entry - (SELECT count(*) FROM fresh) AS first, version),
added AS (
    INSERT INTO room_entries (event_id, entry, session_id, joined_at, version)
    SELECT $1, room.first + f.number, f.session, fairgate_now($3::bigint), room.version FROM fresh f, room
    RETURNING entry, session_id, state, until, version)
SELECT entry, session_id, state, until, version FROM known
UNION ALL SELECT entry, session_id, state, until, version FROM added
)sql";

/// One for each session, in their order.
Task<std::vector<RoomUpdate>> join_all(Connection& connection, EventId event, std::vector<SessionId> sessions,
                                       Timestamp now) {
    std::vector<Call> calls{next_version(event), expire(event, now), Call(kJoin, event, sessions, now),
                            find_room(event)};
    const std::vector<Rows> answers = co_await connection.commit(std::move(calls));
    const RoomRecord room = read_room(answers[3]);
    std::unordered_map<SessionId, EntryRecord> entries;
    for (const auto& entry : read_entries(answers[2])) entries.emplace(entry.session, entry);
    std::vector<RoomUpdate> updates;
    for (const SessionId session : sessions) {
        const auto found = entries.find(session);
        updates.push_back({room, {}});
        if (found != entries.end()) updates.back().entries.push_back(found->second);
    }
    co_return updates;
}

Task<std::vector<RoomUpdate>> join_all(Pool& pool, EventId event, std::vector<SessionId> sessions,
                                       Timestamp now) {
    return pool.run([event, sessions = std::move(sessions), now](Connection& connection) {
        return join_all(connection, event, sessions, now);
    });
}

}  // namespace

Task<RoomUpdate> JoinBatcher::join(EventId event, SessionId session, Timestamp now) {
    const auto executor = co_await asio::this_coro::executor;
    auto start = [this, executor, event, session, now](Resume<RoomUpdate> resume) {
        enqueue(event, {session, now, std::move(resume)}, executor);
    };
    co_return co_await suspend<RoomUpdate>(std::move(start));
}

void JoinBatcher::enqueue(EventId event, Entry entry, asio::any_io_executor executor) {
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        auto [room, added] = waiting_.try_emplace(event);
        if (room->second.size() >= kWaitingPerRoomMax) {
            const StoreUnreachable refused("too many join a waiting room at once");
            entry.resume(std::make_exception_ptr(refused), std::nullopt);
            return;
        }
        room->second.push_back(std::move(entry));
        first = added;
    }
    if (first) group_.spawn(std::move(executor), run(event));
}

Task<void> JoinBatcher::run(EventId event) {
    for (;;) {
        const std::vector<Entry> batch = next_batch(event);
        if (batch.empty()) co_return;
        ++batches_;
        std::vector<SessionId> sessions;
        Timestamp now{};
        for (const auto& entry : batch) {
            sessions.push_back(entry.session);
            now = std::max(now, entry.now);
        }
        std::exception_ptr error;
        std::vector<RoomUpdate> updates;
        try {
            updates = co_await join_all(pool_, event, std::move(sessions), now);
        } catch (...) {
            error = std::current_exception();
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            batch[i].resume(error, error ? std::nullopt : std::optional(std::move(updates[i])));
        }
    }
}

std::vector<JoinBatcher::Entry> JoinBatcher::next_batch(EventId event) {
    const std::lock_guard lock(mutex_);
    const auto room = waiting_.find(event);
    auto& waiting = room->second;
    if (waiting.empty()) {
        waiting_.erase(room);
        return {};
    }
    const auto end = waiting.begin() + static_cast<std::ptrdiff_t>(std::min(waiting.size(), kBatchMax));
    std::vector<Entry> batch(std::make_move_iterator(waiting.begin()), std::make_move_iterator(end));
    waiting.erase(waiting.begin(), end);
    return batch;
}

}  // namespace fairgate::postgres
