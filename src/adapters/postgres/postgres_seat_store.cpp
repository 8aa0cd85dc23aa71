#include "adapters/postgres/postgres_seat_store.hpp"

#include "adapters/postgres/hold_batch.hpp"
#include "adapters/postgres/session_lock.hpp"

namespace fairgate::postgres {
namespace {

/// $1 event, $2 session, $3 the caller's time, $4 seats or null for all. A row for each seat of the hold:
/// seat, hold, end, whether it is being paid, and the new version of a seat that was let go.
constexpr std::string_view kRelease = R"sql(
WITH own AS MATERIALIZED (
    SELECT seat_index, hold_id, held_until FROM seats
    WHERE event_id = $1::bigint AND seat_index = ANY (ARRAY(
            SELECT unnest(seats) FROM holds WHERE event_id = $1 AND session_id = $2::bigint))
        AND status = 1 AND held_by_session = $2 AND held_until > (SELECT fairgate_now($3::bigint))
    ORDER BY seat_index FOR UPDATE),
payment AS MATERIALIZED (
    SELECT EXISTS (
        SELECT FROM orders WHERE status = 'pending' AND hold_id IN (SELECT hold_id FROM own)) AS open),
freed AS (
    UPDATE seats s SET status = 0, hold_id = NULL, held_by_session = NULL, held_until = NULL,
        version = s.version + 1
    FROM own o, payment p
    WHERE s.event_id = $1 AND s.seat_index = o.seat_index AND NOT p.open
        AND ($4::bigint[] IS NULL OR s.seat_index = ANY ($4))
    RETURNING s.seat_index, s.version)
SELECT o.seat_index, o.hold_id, o.held_until, p.open, f.version
FROM own o CROSS JOIN payment p LEFT JOIN freed f USING (seat_index) ORDER BY o.seat_index
)sql";

/// $1 event or null for all, $2 the caller's time, $3 how many sessions' holds. Rows of (how many were looked
/// at, event, seat, hold, version), one without a seat when none was freed. Who has seats left that are being
/// paid, that somebody is writing, or of a later hold is looked at again soon; who has none is forgotten. A
/// row that has changed since the snapshot was taken in which the seats are read has another place, and is
/// left alone.
constexpr std::string_view kExpire = R"sql(
WITH moment AS MATERIALIZED (SELECT fairgate_now($2::bigint) AS now),
due AS MATERIALIZED (
    SELECT ctid AS place, event_id, session_id, seats FROM holds
    WHERE held_until <= (SELECT now FROM moment) AND ($1::bigint IS NULL OR event_id = $1)
    LIMIT $3::bigint FOR UPDATE SKIP LOCKED),
held AS MATERIALIZED (
    SELECT s.event_id, s.seat_index, s.held_by_session, s.held_until
    FROM (SELECT event_id, session_id, unnest(seats) AS seat FROM due) d
        JOIN seats s ON s.event_id = d.event_id AND s.seat_index = d.seat
    WHERE s.status = 1 AND s.held_by_session = d.session_id),
over AS MATERIALIZED (
    SELECT s.event_id, s.seat_index, s.hold_id FROM held h JOIN seats s USING (event_id, seat_index)
    WHERE h.held_until <= (SELECT now FROM moment) AND s.status = 1 AND s.held_by_session = h.held_by_session
        AND s.held_until <= (SELECT now FROM moment)
    FOR UPDATE OF s SKIP LOCKED),
freed AS (
    UPDATE seats s SET status = 0, hold_id = NULL, held_by_session = NULL, held_until = NULL,
        version = s.version + 1
    FROM over o WHERE s.event_id = o.event_id AND s.seat_index = o.seat_index
    RETURNING s.event_id, s.seat_index, o.hold_id, s.version),
left_over AS MATERIALIZED (
    SELECT h.event_id, h.held_by_session AS session_id, array_agg(h.seat_index) AS seats,
        min(h.held_until) AS until
    FROM held h
    WHERE NOT EXISTS (SELECT FROM over o WHERE o.event_id = h.event_id AND o.seat_index = h.seat_index)
    GROUP BY h.event_id, h.held_by_session),
postponed AS (
    UPDATE holds k SET seats = l.seats,
        held_until = (SELECT now + least(greatest(l.until - now, 1000), 5000) FROM moment)
    FROM left_over l JOIN due d USING (event_id, session_id)
    WHERE k.event_id = l.event_id AND k.session_id = l.session_id AND k.ctid = d.place),
forgotten AS (
    DELETE FROM holds k USING due d
    WHERE k.event_id = d.event_id AND k.session_id = d.session_id AND k.ctid = d.place
        AND NOT EXISTS (
            SELECT FROM left_over l WHERE l.event_id = d.event_id AND l.session_id = d.session_id))
SELECT d.looked_at, f.event_id, f.seat_index, f.hold_id, f.version
FROM (SELECT count(*) AS looked_at FROM due) d LEFT JOIN freed f ON true
)sql";

/// One item for each hold looked for: $1 number, $2 event, $3 session; $4 is the caller's time.
constexpr std::string_view kFindHolds =
    "SELECT h.number, s.seat_index, s.hold_id, s.held_until"
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS h (number, event, session)"
    " CROSS JOIN LATERAL (SELECT unnest(seats) AS seat FROM holds"
    " WHERE event_id = h.event AND session_id = h.session OFFSET 0) k"
    " CROSS JOIN LATERAL (SELECT * FROM seats WHERE event_id = h.event AND seat_index = k.seat OFFSET 0) s"
    " WHERE s.status = 1 AND s.held_by_session = h.session"
    " AND s.held_until > (SELECT fairgate_now($4::bigint)) ORDER BY h.number, s.seat_index";

constexpr std::string_view kTakenSeats =
    "SELECT seat_index, status, held_until, version FROM seats WHERE event_id = $1 AND status <> 0"
    " ORDER BY seat_index";

SeatIndex seat_at(const Row& row, int column) {
    return static_cast<SeatIndex>(row.integer(column));
}

std::uint64_t version_at(const Row& row, int column) {
    return static_cast<std::uint64_t>(row.integer(column));
}

Task<std::vector<HoldResult>> decide(Connection& connection, HoldBatch batch) {
    std::vector<HoldResult> results = co_await batch.run(connection);
    co_return results;
}

ReleaseResult read_release(const Rows& rows, EventId event, SessionId session) {
    ReleaseResult result;
    if (rows.empty()) return result;
    Hold left{rows.front().id<HoldId>(1), session, event, {}, rows.front().time(2)};
    result.hold_id = left.id;
    result.outcome =
        rows.front().boolean(3) ? ReleaseOutcome::checkout_in_progress : ReleaseOutcome::released;
    if (result.outcome == ReleaseOutcome::checkout_in_progress) return result;
    for (const Row row : rows) {
        if (row.is_null(4)) {
            left.seats.push_back(seat_at(row, 0));
            continue;
        }
        result.released.push_back(seat_at(row, 0));
        result.changes.push_back({seat_at(row, 0), SeatStatus::available, {}, version_at(row, 4)});
    }
    if (!left.seats.empty()) result.remaining = std::move(left);
    return result;
}

Task<ReleaseResult> let_go(Connection& connection, EventId event, SessionId session,
                           std::optional<std::vector<SeatIndex>> seats, Timestamp now) {
    std::vector<Call> calls;
    calls.push_back(lock_sessions(event, {session}));
    calls.emplace_back(kRelease, event, session, now, seats);
    const std::vector<Rows> answers = co_await connection.commit(std::move(calls));
    co_return read_release(answers.back(), event, session);
}

/// What one statement freed, and whether more may be due.
struct Freed {
    std::vector<ExpiredSeat> seats;
    bool maybe_more = false;
};

Task<Freed> free_due_seats(Connection& connection, std::optional<EventId> event, Timestamp now) {
    const std::int64_t most = PostgresSeatStore::kExpirePerStatementMax;
    const Rows rows = co_await connection.commit(Call(kExpire, event, now, most));
    Freed freed{{}, rows.front().integer(0) == most};
    for (const Row row : rows) {
        if (row.is_null(2)) continue;
        freed.seats.push_back({row.id<EventId>(1), seat_at(row, 2), row.id<HoldId>(3), version_at(row, 4)});
    }
    co_return freed;
}

Task<std::vector<std::optional<Hold>>> find_holds(Connection& connection,
                                                  std::vector<std::pair<EventId, SessionId>> holders,
                                                  Timestamp now) {
    std::vector<std::int64_t> numbers;
    std::vector<EventId> events;
    std::vector<SessionId> sessions;
    for (const auto& [event, session] : holders) {
        numbers.push_back(static_cast<std::int64_t>(numbers.size()));
        events.push_back(event);
        sessions.push_back(session);
    }
    const Rows rows = co_await connection.ask(Call(kFindHolds, numbers, events, sessions, now));
    std::vector<std::optional<Hold>> holds(holders.size());
    for (const Row row : rows) {
        const auto number = static_cast<std::size_t>(row.integer(0));
        auto& hold = holds.at(number);
        if (!hold) hold = {row.id<HoldId>(2), sessions[number], events[number], {}, row.time(3)};
        hold->seats.push_back(seat_at(row, 1));
    }
    co_return holds;
}

Task<std::vector<SeatChange>> read_taken_seats(Connection& connection, EventId event) {
    const Rows rows = co_await connection.ask(Call(kTakenSeats, event));
    std::vector<SeatChange> taken;
    taken.reserve(static_cast<std::size_t>(rows.size()));
    for (const Row row : rows) {
        taken.push_back(
            {seat_at(row, 0), static_cast<SeatStatus>(row.integer(1)), row.time(2), version_at(row, 3)});
    }
    co_return taken;
}

}  // namespace

PostgresSeatStore::PostgresSeatStore(Pool& pool) : pool_(pool), finds_(pool, "look-ups", find_holds) {}

Task<std::vector<HoldResult>> PostgresSeatStore::commit_holds(EventId event, std::vector<HoldRequest> batch,
                                                              Timestamp now) {
    return pool_.run([batch = HoldBatch(event, std::move(batch), now)](Connection& connection) {
        return decide(connection, batch);
    });
}

Task<ReleaseResult> PostgresSeatStore::release(EventId event, SessionId session,
                                               std::optional<std::vector<SeatIndex>> seats, Timestamp now) {
    return pool_.run([=](Connection& connection) { return let_go(connection, event, session, seats, now); });
}

Task<std::vector<ExpiredSeat>> PostgresSeatStore::expire(std::optional<EventId> event, Timestamp now) {
    std::vector<ExpiredSeat> all;
    for (;;) {
        const Freed some = co_await pool_.run(
            [=](Connection& connection) { return free_due_seats(connection, event, now); });
        all.insert(all.end(), some.seats.begin(), some.seats.end());
        if (!some.maybe_more) co_return all;
    }
}

Task<std::optional<Hold>> PostgresSeatStore::find_hold(EventId event, SessionId session, Timestamp now) {
    return finds_.run({event, session}, now);
}

Task<std::vector<SeatChange>> PostgresSeatStore::taken_seats(EventId event) {
    return pool_.run([=](Connection& connection) { return read_taken_seats(connection, event); });
}

}  // namespace fairgate::postgres
