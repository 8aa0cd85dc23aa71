#include "adapters/postgres/hold_batch.hpp"

#include "adapters/postgres/session_lock.hpp"
#include "base/assert.hpp"

#include <algorithm>
#include <ranges>
#include <unordered_map>

namespace fairgate::postgres {
namespace {

/// Decides requests that have neither seats nor sessions in common.
///
/// $1 event, $2 the caller's time; one item a request: $3 number, $4 id of a new hold, $5 session, $6 user,
/// $7 how long a new hold lasts, $8 all or nothing, $9 most seats, $10 purchase limit; one item a seat asked
/// for: $11 number of its request, $12 seat.
///
/// Answers rows of (request, kind, outcome, hold, until, seat, version): one verdict for each request (kind
/// 0), its hold's seats before (1), those it got (2), those it wanted that are not free (3). A seat whose row
/// somebody has locked is not free: waiting for it would hold up the whole batch. What a buyer has is counted
/// order by order: as a join it can be planned as reading all that the event has sold.
constexpr std::string_view kDecide = R"sql(
WITH moment AS MATERIALIZED (SELECT fairgate_now($2::bigint) AS now),
request AS MATERIALIZED (
    SELECT * FROM unnest($3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::boolean[],
                         $9::bigint[], $10::bigint[])
        AS r (number, new_hold, session, buyer, lasting, all_or_nothing, seats_max, purchase_limit)),
asked AS MATERIALIZED (
    SELECT * FROM unnest($11::int[], $12::bigint[]) AS a (number, seat)),
own AS MATERIALIZED (
    SELECT r.number, s.seat_index, s.hold_id, s.held_until, s.version
    FROM request r JOIN seats s ON s.event_id = $1::bigint AND s.held_by_session = r.session AND s.status = 1
    WHERE s.held_until > (SELECT now FROM moment)),
wanted AS MATERIALIZED (
    SELECT a.number, a.seat FROM asked a
    WHERE NOT EXISTS (SELECT FROM own o WHERE o.number = a.number AND o.seat_index = a.seat)),
hold AS MATERIALIZED (
    SELECT r.*, coalesce(o.hold_id, r.new_hold) AS hold_id, o.hold_id IS NOT NULL AS lives,
        coalesce(o.held_until, (SELECT now FROM moment) + r.lasting) AS until,
        (SELECT count(*) FROM own WHERE own.number = r.number) AS has,
        (SELECT count(*) FROM wanted w WHERE w.number = r.number) AS wants
    FROM request r LEFT JOIN (SELECT DISTINCT number, hold_id, held_until FROM own) o USING (number)),
verdict AS MATERIALIZED (
    SELECT h.*, CASE
        WHEN lives AND EXISTS (SELECT FROM orders p WHERE p.hold_id = h.hold_id AND p.status = 'pending')
            THEN 'checkout_in_progress'
        WHEN wants = 0 THEN 'held'
        WHEN has + wants > seats_max THEN 'too_many_seats'
        WHEN purchase_limit > 0 AND has + wants + (
                SELECT coalesce(sum((SELECT count(*) FROM order_items i
                    WHERE i.event_id = b.event_id AND i.order_id = b.id AND NOT i.voided)), 0)
                FROM orders b
                WHERE b.event_id = $1 AND (b.session_id = h.session OR b.user_id = h.buyer)) > purchase_limit
            THEN 'purchase_limit'
        ELSE 'held' END AS outcome
    FROM hold h),
free AS MATERIALIZED (
    SELECT s.seat_index FROM seats s
    WHERE s.event_id = $1
        AND s.seat_index = ANY (ARRAY(
            SELECT w.seat FROM wanted w JOIN verdict v USING (number) WHERE v.outcome = 'held'))
        AND (s.status = 0 OR (s.status = 1 AND s.held_until <= (SELECT now FROM moment)))
    ORDER BY s.seat_index FOR UPDATE SKIP LOCKED),
missing AS MATERIALIZED (
    SELECT w.number, w.seat FROM wanted w JOIN verdict v USING (number)
    WHERE v.outcome = 'held' AND NOT EXISTS (SELECT FROM free f WHERE f.seat_index = w.seat)),
got AS (
    UPDATE seats s SET status = 1, hold_id = v.hold_id, held_by_session = v.session, held_until = v.until,
        version = s.version + 1
    FROM free f JOIN wanted w ON w.seat = f.seat_index JOIN verdict v USING (number)
    WHERE s.event_id = $1 AND s.seat_index = f.seat_index AND v.outcome = 'held'
        AND NOT (v.all_or_nothing AND EXISTS (SELECT FROM missing m WHERE m.number = v.number))
    RETURNING v.number, s.seat_index, s.version)
SELECT number, 0, outcome, hold_id, until, NULL::bigint, NULL::bigint FROM verdict
UNION ALL SELECT number, 1, NULL, NULL, NULL, seat_index, version FROM own
UNION ALL SELECT number, 2, NULL, NULL, NULL, seat_index, version FROM got
UNION ALL SELECT number, 3, NULL, NULL, NULL, seat, NULL FROM missing
)sql";

enum Kind : std::int64_t { kVerdict, kOwn, kGot, kMissing };

HoldOutcome outcome_of(std::string_view name) {
    if (name == "held") return HoldOutcome::held;
    if (name == "checkout_in_progress") return HoldOutcome::checkout_in_progress;
    if (name == "too_many_seats") return HoldOutcome::too_many_seats;
    FAIRGATE_ASSERT(name == "purchase_limit");
    return HoldOutcome::purchase_limit;
}

}  // namespace

HoldBatch::HoldBatch(EventId event, std::vector<HoldRequest> requests, Timestamp now)
    : event_(event), requests_(std::move(requests)), now_(now) {
    std::unordered_map<SeatIndex, std::size_t> round_after_seat;
    std::unordered_map<SessionId, std::size_t> round_after_session;
    for (std::size_t number = 0; number < requests_.size(); ++number) {
        const auto& request = requests_[number];
        auto& after_session = round_after_session[request.session.id];
        std::size_t round = after_session;
        for (const SeatIndex seat : request.seats) round = std::max(round, round_after_seat[seat]);
        for (const SeatIndex seat : request.seats) round_after_seat[seat] = round + 1;
        after_session = round + 1;
        if (round == rounds_.size()) rounds_.emplace_back();
        rounds_[round].push_back(number);
    }
}

std::vector<Call> HoldBatch::calls() const {
    std::vector<SessionId> sessions;
    for (const auto& request : requests_) sessions.push_back(request.session.id);
    std::vector<Call> calls{lock_sessions(event_, sessions)};
    for (const auto& round : rounds_) calls.push_back(round_call(round));
    return calls;
}

Call HoldBatch::round_call(const Round& round) const {
    std::vector<std::int64_t> numbers;
    std::vector<HoldId> new_holds;
    std::vector<SessionId> sessions;
    std::vector<std::optional<UserId>> users;
    std::vector<std::chrono::milliseconds> lasting;
    std::vector<bool> all_or_nothing;
    std::vector<std::uint32_t> seats_max;
    std::vector<std::uint32_t> purchase_limits;
    std::vector<std::int64_t> seat_numbers;
    std::vector<SeatIndex> seats;
    for (const std::size_t number : round) {
        const auto& request = requests_[number];
        numbers.push_back(static_cast<std::int64_t>(number));
        new_holds.push_back(request.new_id);
        sessions.push_back(request.session.id);
        users.push_back(request.session.user);
        lasting.push_back(request.expires_at - now_);
        all_or_nothing.push_back(request.all_or_nothing);
        seats_max.push_back(request.seats_max);
        purchase_limits.push_back(request.purchase_limit);
        seat_numbers.insert(seat_numbers.end(), request.seats.size(), numbers.back());
        seats.insert(seats.end(), request.seats.begin(), request.seats.end());
    }
    return Call(kDecide, event_, now_, numbers, new_holds, sessions, users, lasting, all_or_nothing,
                seats_max, purchase_limits, seat_numbers, seats);
}

std::vector<HoldResult> HoldBatch::results(const std::vector<Rows>& answers) const {
    std::vector<HoldResult> results(requests_.size());
    const auto each = [&](bool verdicts, auto read) {
        for (const auto& rows : answers | std::views::drop(1)) {
            for (const Row row : rows) {
                auto& result = results.at(static_cast<std::size_t>(row.integer(0)));
                if ((row.integer(1) == kVerdict) == verdicts) read(row, result);
            }
        }
    };
    // Verdicts first: what a seat's row means depends on its hold.
    each(true, [&](const Row& row, HoldResult& result) { read_verdict(row, result); });
    each(false, [&](const Row& row, HoldResult& result) { read_seat(row, result); });
    for (std::size_t i = 0; i < results.size(); ++i) conclude(requests_[i], results[i]);
    return results;
}

void HoldBatch::read_verdict(const Row& row, HoldResult& result) const {
    const auto& request = requests_[static_cast<std::size_t>(row.integer(0))];
    result.outcome = outcome_of(row.text(2));
    result.hold = {row.id<HoldId>(3), request.session.id, event_, {}, row.time(4)};
}

void HoldBatch::read_seat(const Row& row, HoldResult& result) const {
    const auto& request = requests_[static_cast<std::size_t>(row.integer(0))];
    const auto kind = row.integer(1);
    const auto seat = static_cast<SeatIndex>(row.integer(5));
    if (kind == kMissing) {
        result.unavailable.push_back(seat);
        return;
    }
    result.hold.seats.push_back(seat);
    if (kind == kGot) result.added.push_back(seat);
    const bool asked = std::ranges::binary_search(request.seats, seat);
    if (result.outcome != HoldOutcome::held || !asked) return;
    result.changes.push_back(
        {seat, SeatStatus::held, result.hold.expires_at, static_cast<std::uint64_t>(row.integer(6))});
}

void HoldBatch::conclude(const HoldRequest& request, HoldResult& result) const {
    std::ranges::sort(result.hold.seats);
    std::ranges::sort(result.added);
    std::ranges::sort(result.unavailable);
    if (result.outcome == HoldOutcome::held) {
        const bool refused = request.all_or_nothing && !result.unavailable.empty();
        if (refused) result.changes.clear();
        if (result.changes.empty()) result.outcome = HoldOutcome::nothing_available;
    }
    if (result.hold.seats.empty()) result.hold.id = {};
}

}  // namespace fairgate::postgres
