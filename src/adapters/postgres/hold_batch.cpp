#include "adapters/postgres/hold_batch.hpp"

#include "adapters/postgres/session_lock.hpp"

#include <algorithm>
#include <iterator>

namespace fairgate::postgres {
namespace {

constexpr std::string_view kMoment = "SELECT fairgate_now($1::bigint)";

/// $1 event, $2 sessions, $3 the caller's time. Sessions and seats are looked up one by one: as a join that
/// could be planned as reading all of the event.
constexpr std::string_view kLiveHolds =
    "SELECT s.held_by_session, s.seat_index, s.hold_id, s.held_until, s.version,"
    " EXISTS (SELECT FROM orders p WHERE p.hold_id = s.hold_id AND p.status = 'pending')"
    " FROM seats s WHERE s.event_id = $1::bigint AND s.seat_index = ANY (ARRAY("
    " SELECT unnest(k.seats) FROM unnest($2::bigint[]) AS r (session) CROSS JOIN LATERAL ("
    " SELECT seats FROM holds WHERE event_id = $1 AND session_id = r.session OFFSET 0) k))"
    " AND s.status = 1 AND s.held_by_session = ANY ($2)"
    " AND s.held_until > (SELECT fairgate_now($3::bigint)) ORDER BY s.seat_index";

/// $1 event, $2 seats, $3 the caller's time. A seat whose row somebody has locked is not free: waiting for it
/// would hold up the whole batch.
constexpr std::string_view kLockFreeSeats =
    "SELECT seat_index, version FROM seats WHERE event_id = $1 AND seat_index = ANY ($2::bigint[])"
    " AND (status = 0 OR (status = 1 AND held_until <= (SELECT fairgate_now($3::bigint))))"
    " FOR UPDATE SKIP LOCKED";

/// What buyers have of event $1, buyer by buyer and order by order for the reason above: $2 numbers, $3
/// sessions, $4 users.
constexpr std::string_view kBought =
    "SELECT r.number, (SELECT coalesce(sum((SELECT count(*) FROM order_items i"
    " WHERE i.event_id = b.event_id AND i.order_id = b.id AND NOT i.voided)), 0)::bigint"
    " FROM orders b WHERE b.event_id = $1::bigint AND (b.session_id = r.session OR b.user_id = r.buyer))"
    " FROM unnest($2::bigint[], $3::bigint[], $4::bigint[]) AS r (number, session, buyer)";

/// Of event $1, one item a seat: $2 seat, $3 hold, $4 session, $5 end. They are locked.
constexpr std::string_view kTakeSeats =
    "UPDATE seats s SET status = 1, hold_id = t.hold, held_by_session = t.session, held_until = t.until,"
    " version = s.version + 1"
    " FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[]) AS t (seat, hold, session, until)"
    " WHERE s.event_id = $1 AND s.seat_index = t.seat";

/// Of event $1, one item a seat of the holds that have grown: $2 session, $3 seat, $4 end. Seats of a hold
/// that has ended stay named until they have been swept.
constexpr std::string_view kKeepHolds =
    "INSERT INTO holds (event_id, session_id, seats, held_until)"
    " SELECT $1::bigint, session, array_agg(seat), min(until)"
    " FROM unnest($2::bigint[], $3::int[], $4::bigint[]) AS k (session, seat, until) GROUP BY session"
    " ON CONFLICT (event_id, session_id) DO UPDATE SET"
    " held_until = least(holds.held_until, excluded.held_until),"
    " seats = (SELECT array_agg(DISTINCT seat) FROM unnest(holds.seats || excluded.seats) AS seat)";

}  // namespace

HoldBatch::HoldBatch(EventId event, std::vector<HoldRequest> requests, Timestamp now)
    : event_(event), requests_(std::move(requests)), now_(now) {}

Task<std::vector<HoldResult>> HoldBatch::run(Connection& connection) {
    const std::vector<Rows> found = co_await connection.begin(look());
    moment_ = found[1].front().time(0);
    read_holds(found[2]);
    for (const Row row : found[3]) {
        free_versions_[static_cast<SeatIndex>(row.integer(0))] = static_cast<std::uint64_t>(row.integer(1));
    }
    if (found.size() > 4) {
        for (const Row row : found[4]) {
            bought_[static_cast<std::size_t>(row.integer(0))] = static_cast<std::size_t>(row.integer(1));
        }
    }
    std::vector<HoldResult> results;
    for (std::size_t number = 0; number < requests_.size(); ++number) results.push_back(decide(number));
    if (std::vector<Call> calls = writes(); !calls.empty()) {
        co_await connection.commit(std::move(calls));
    } else {
        co_await connection.roll_back();
    }
    co_return results;
}

std::vector<Call> HoldBatch::look() const {
    std::vector<SessionId> sessions;
    std::vector<SeatIndex> seats;
    std::vector<std::int64_t> numbers;
    std::vector<SessionId> buyers;
    std::vector<std::optional<UserId>> users;
    for (std::size_t number = 0; number < requests_.size(); ++number) {
        const auto& request = requests_[number];
        sessions.push_back(request.session.id);
        seats.insert(seats.end(), request.seats.begin(), request.seats.end());
        if (request.purchase_limit == 0) continue;
        numbers.push_back(static_cast<std::int64_t>(number));
        buyers.push_back(request.session.id);
        users.push_back(request.session.user);
    }
    std::vector<Call> calls{lock_sessions(event_, sessions)};
    std::ranges::sort(sessions);
    const auto repeats = std::ranges::unique(sessions);
    sessions.erase(repeats.begin(), repeats.end());
    calls.emplace_back(kMoment, now_);
    calls.emplace_back(kLiveHolds, event_, sessions, now_);
    calls.emplace_back(kLockFreeSeats, event_, seats, now_);
    if (!numbers.empty()) calls.emplace_back(kBought, event_, numbers, buyers, users);
    return calls;
}

void HoldBatch::read_holds(const Rows& rows) {
    for (const Row row : rows) {
        auto& live = holds_[row.id<SessionId>(0)];
        const auto seat = static_cast<SeatIndex>(row.integer(1));
        live.hold.seats.push_back(seat);
        live.hold.id = row.id<HoldId>(2);
        live.hold.expires_at = row.time(3);
        live.is_being_paid = row.boolean(5);
        versions_[seat] = static_cast<std::uint64_t>(row.integer(4));
    }
}

HoldResult HoldBatch::decide(std::size_t number) {
    const auto& request = requests_[number];
    auto& live = holds_[request.session.id];
    live.hold.session = request.session.id;
    live.hold.event = event_;
    std::vector<SeatIndex> wanted;
    std::ranges::set_difference(request.seats, live.hold.seats, std::back_inserter(wanted));
    HoldResult result;
    result.outcome = check_growth(number, live, wanted.size());
    if (result.outcome == HoldOutcome::held) take(request, wanted, live, result);
    result.hold = live.hold;
    return result;
}

HoldOutcome HoldBatch::check_growth(std::size_t number, const LiveHold& live, std::size_t wanted) const {
    const auto& request = requests_[number];
    if (live.is_being_paid) return HoldOutcome::checkout_in_progress;
    if (wanted == 0) return HoldOutcome::held;
    const auto total = live.hold.seats.size() + wanted;
    if (total > request.seats_max) return HoldOutcome::too_many_seats;
    if (request.purchase_limit == 0) return HoldOutcome::held;
    return bought_.at(number) + total > request.purchase_limit ? HoldOutcome::purchase_limit
                                                               : HoldOutcome::held;
}

void HoldBatch::take(const HoldRequest& request, const std::vector<SeatIndex>& wanted, LiveHold& live,
                     HoldResult& result) {
    std::ranges::copy_if(wanted, std::back_inserter(result.unavailable),
                         [&](SeatIndex seat) { return !free_versions_.contains(seat); });
    if (request.all_or_nothing && !result.unavailable.empty()) {
        result.outcome = HoldOutcome::nothing_available;
        return;
    }
    Hold& hold = live.hold;
    if (hold.seats.empty()) {
        hold.id = request.new_id;
        hold.expires_at = moment_ + (request.expires_at - now_);
    }
    std::ranges::set_difference(wanted, result.unavailable, std::back_inserter(result.added));
    for (const SeatIndex seat : result.added) {
        versions_[seat] = free_versions_.extract(seat).mapped() + 1;
        hold.seats.push_back(seat);
        taken_.emplace_back(seat, hold.session);
        live.has_grown = true;
    }
    std::ranges::sort(hold.seats);
    for (const SeatIndex seat : hold.seats) {
        if (!std::ranges::binary_search(request.seats, seat)) continue;
        result.changes.push_back({seat, SeatStatus::held, hold.expires_at, versions_.at(seat)});
    }
    if (result.changes.empty()) result.outcome = HoldOutcome::nothing_available;
    if (hold.seats.empty()) hold.id = {};
}

std::vector<Call> HoldBatch::writes() const {
    if (taken_.empty()) return {};
    std::vector<SeatIndex> seats;
    std::vector<HoldId> holds;
    std::vector<SessionId> sessions;
    std::vector<Timestamp> ends;
    for (const auto& [seat, session] : taken_) {
        const Hold& hold = holds_.at(session).hold;
        seats.push_back(seat);
        holds.push_back(hold.id);
        sessions.push_back(session);
        ends.push_back(hold.expires_at);
    }
    std::vector<Call> calls;
    calls.emplace_back(kTakeSeats, event_, seats, holds, sessions, ends);
    calls.push_back(keep_holds());
    return calls;
}

Call HoldBatch::keep_holds() const {
    std::vector<SessionId> sessions;
    std::vector<SeatIndex> seats;
    std::vector<Timestamp> ends;
    for (const auto& [session, live] : holds_) {
        if (!live.has_grown) continue;
        sessions.insert(sessions.end(), live.hold.seats.size(), session);
        seats.insert(seats.end(), live.hold.seats.begin(), live.hold.seats.end());
        ends.insert(ends.end(), live.hold.seats.size(), live.hold.expires_at);
    }
    return Call(kKeepHolds, event_, sessions, seats, ends);
}

}  // namespace fairgate::postgres
