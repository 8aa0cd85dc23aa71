#include "adapters/sqlite/sqlite_seat_store.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <iterator>

namespace fairgate::sqlite {
namespace {

// The planner knows nothing of how many seats an event has: left to itself it reads them all.
constexpr std::string_view kLiveSeats =
    "SELECT seat_index, held_until, version FROM seats INDEXED BY seats_by_hold"
    " WHERE event_id = ? AND hold_id = ? AND held_by_session = ? AND status = 1 AND held_until > ?"
    " ORDER BY seat_index";

constexpr std::string_view kPendingOrder =
    "SELECT 1 FROM orders WHERE hold_id = ? AND status = 'pending' LIMIT 1";

constexpr std::string_view kBoughtSeats =
    "SELECT count(*) FROM orders AS o JOIN order_items AS i ON i.order_id = o.id"
    " WHERE o.event_id = ? AND (o.session_id = ? OR o.user_id = ?) AND i.voided = 0";

// A version is read and then written: nobody else writes in between, and RETURNING would build a table in
// memory for each seat.
constexpr std::string_view kFreeVersion =
    "SELECT version FROM seats WHERE event_id = ? AND seat_index = ?"
    " AND (status = 0 OR (status = 1 AND held_until <= ?))";

constexpr std::string_view kTakeSeat =
    "UPDATE seats SET status = 1, hold_id = ?, held_by_session = ?, held_until = ?, version = ?"
    " WHERE event_id = ? AND seat_index = ?";

constexpr std::string_view kFreeSeat =
    "UPDATE seats SET status = 0, hold_id = NULL, held_by_session = NULL, held_until = NULL, version = ?"
    " WHERE event_id = ? AND seat_index = ? AND hold_id = ? AND status = 1";

constexpr std::string_view kDueSeats =
    "SELECT event_id, seat_index, hold_id, version FROM seats INDEXED BY seats_expiring"
    " WHERE status = 1 AND held_until <= ? LIMIT ?";

constexpr std::string_view kDueSeatsOfEvent =
    "SELECT event_id, seat_index, hold_id, version FROM seats INDEXED BY seats_expiring"
    " WHERE status = 1 AND held_until <= ? AND event_id = ? LIMIT ?";

constexpr std::string_view kTakenSeats =
    "SELECT seat_index, status, held_until, version FROM seats WHERE event_id = ? AND status <> 0"
    " ORDER BY seat_index";

/// The session's live hold with what is needed to publish it.
struct LiveHold {
    Hold hold;
    /// Beside `hold.seats`.
    std::vector<std::uint64_t> versions;

    bool empty() const { return hold.seats.empty(); }
};

LiveHold live_hold(Connection& connection, const SessionHolds& holds, EventId event, SessionId session,
                   Timestamp now) {
    LiveHold live{.hold = {.session = session, .event = event}, .versions = {}};
    const auto hold = holds.find(event, session);
    if (!hold) return live;
    auto rows = connection.prepare(kLiveSeats);
    rows.bind_all(event, *hold, session, now);
    while (rows.step()) {
        live.hold.seats.push_back(static_cast<SeatIndex>(rows.integer(0)));
        live.hold.id = *hold;
        live.hold.expires_at = rows.time(1);
        live.versions.push_back(static_cast<std::uint64_t>(rows.integer(2)));
    }
    return live;
}

bool is_being_paid(Connection& connection, HoldId hold) {
    return connection.prepare(kPendingOrder).bind(hold).step();
}

std::uint32_t bought_seats(Connection& connection, EventId event, const Session& session) {
    auto count = connection.prepare(kBoughtSeats);
    count.bind_all(event, session.id, session.user);
    count.step();
    return static_cast<std::uint32_t>(count.integer(0));
}

/// Empty when somebody has the seat.
std::optional<std::uint64_t> free_version(Connection& connection, EventId event, SeatIndex seat,
                                          Timestamp now) {
    auto row = connection.prepare(kFreeVersion);
    row.bind_all(event, seat, now);
    if (!row.step()) return std::nullopt;
    return static_cast<std::uint64_t>(row.integer(0));
}

/// The seat's new version, or empty when somebody else has it.
std::optional<std::uint64_t> take_seat(Connection& connection, const Hold& hold, SeatIndex seat,
                                       Timestamp now) {
    const auto version = free_version(connection, hold.event, seat, now);
    if (!version) return std::nullopt;
    auto update = connection.prepare(kTakeSeat);
    update.bind_all(hold.id, hold.session, hold.expires_at, static_cast<std::int64_t>(*version + 1),
                    hold.event, seat);
    FAIRGATE_ASSERT(update.run() == 1);
    return *version + 1;
}

/// Frees a seat of `hold` that has `version`, and returns its new one.
std::uint64_t free_seat(Connection& connection, EventId event, SeatIndex seat, HoldId hold,
                        std::uint64_t version) {
    auto update = connection.prepare(kFreeSeat);
    update.bind_all(static_cast<std::int64_t>(version + 1), event, seat, hold);
    FAIRGATE_ASSERT(update.run() == 1);
    return version + 1;
}

/// Why the hold may not grow by `wanted` seats; `held` when it may.
HoldOutcome check_growth(Connection& connection, const HoldRequest& request, const LiveHold& live,
                         std::size_t wanted) {
    if (!live.empty() && is_being_paid(connection, live.hold.id)) return HoldOutcome::checkout_in_progress;
    if (wanted == 0) return HoldOutcome::held;
    const auto total = live.hold.seats.size() + wanted;
    if (total > request.seats_max) return HoldOutcome::too_many_seats;
    if (request.purchase_limit == 0) return HoldOutcome::held;
    const auto bought = bought_seats(connection, live.hold.event, request.session);
    return bought + total > request.purchase_limit ? HoldOutcome::purchase_limit : HoldOutcome::held;
}

std::vector<SeatIndex> seats_not_free(Connection& connection, EventId event,
                                      const std::vector<SeatIndex>& seats, Timestamp now) {
    std::vector<SeatIndex> taken;
    for (const SeatIndex seat : seats) {
        if (!free_version(connection, event, seat, now)) taken.push_back(seat);
    }
    return taken;
}

void add_seats(Connection& connection, const std::vector<SeatIndex>& wanted, Timestamp now,
               HoldResult& result) {
    for (const SeatIndex seat : wanted) {
        const auto version = take_seat(connection, result.hold, seat, now);
        if (!version) {
            result.unavailable.push_back(seat);
            continue;
        }
        result.added.push_back(seat);
        result.changes.push_back({seat, SeatStatus::held, result.hold.expires_at, *version});
    }
    auto& seats = result.hold.seats;
    seats.insert(seats.end(), result.added.begin(), result.added.end());
    std::ranges::sort(seats);
}

HoldResult decide(Connection& connection, SessionHolds& holds, EventId event, const HoldRequest& request,
                  Timestamp now) {
    const LiveHold live = live_hold(connection, holds, event, request.session.id, now);
    HoldResult result{.hold = live.hold};
    std::vector<SeatIndex> wanted;
    std::ranges::set_difference(request.seats, live.hold.seats, std::back_inserter(wanted));
    result.outcome = check_growth(connection, request, live, wanted.size());
    if (result.outcome != HoldOutcome::held) return result;

    if (request.all_or_nothing) result.unavailable = seats_not_free(connection, event, wanted, now);
    if (!result.unavailable.empty()) {
        result.outcome = HoldOutcome::nothing_available;
        return result;
    }
    if (live.empty()) {
        holds.put(event, request.session.id, request.new_id);
        result.hold.id = request.new_id;
        result.hold.expires_at = request.expires_at;
    }
    for (std::size_t i = 0; i < live.hold.seats.size(); ++i) {
        const SeatIndex seat = live.hold.seats[i];
        if (!std::ranges::binary_search(request.seats, seat)) continue;
        result.changes.push_back({seat, SeatStatus::held, live.hold.expires_at, live.versions[i]});
    }
    add_seats(connection, wanted, now, result);
    if (result.changes.empty()) result.outcome = HoldOutcome::nothing_available;
    if (result.hold.seats.empty()) result.hold.id = {};
    return result;
}

ReleaseResult let_go(Connection& connection, const SessionHolds& holds, EventId event, SessionId session,
                     const std::optional<std::vector<SeatIndex>>& seats, Timestamp now) {
    LiveHold live = live_hold(connection, holds, event, session, now);
    ReleaseResult result;
    if (live.empty()) return result;
    result.hold_id = live.hold.id;
    if (is_being_paid(connection, live.hold.id)) {
        result.outcome = ReleaseOutcome::checkout_in_progress;
        return result;
    }
    result.outcome = ReleaseOutcome::released;
    std::vector<SeatIndex> kept;
    for (std::size_t i = 0; i < live.hold.seats.size(); ++i) {
        const SeatIndex seat = live.hold.seats[i];
        if (seats && std::ranges::find(*seats, seat) == seats->end()) {
            kept.push_back(seat);
            continue;
        }
        const auto version = free_seat(connection, event, seat, live.hold.id, live.versions[i]);
        result.released.push_back(seat);
        result.changes.push_back({seat, SeatStatus::available, {}, version});
    }
    live.hold.seats = std::move(kept);
    if (!live.empty()) result.remaining = std::move(live.hold);
    return result;
}

std::vector<ExpiredSeat> free_due_seats(Connection& connection, std::optional<EventId> event, Timestamp now) {
    std::vector<ExpiredSeat> due;
    {
        auto rows = connection.prepare(event ? kDueSeatsOfEvent : kDueSeats);
        rows.bind(now);
        if (event) rows.bind(*event);
        rows.bind(SqliteSeatStore::kExpirePerJobMax);
        while (rows.step()) {
            due.push_back({rows.id<EventId>(0), static_cast<SeatIndex>(rows.integer(1)), rows.id<HoldId>(2),
                           static_cast<std::uint64_t>(rows.integer(3))});
        }
    }
    for (auto& seat : due) {
        seat.version = free_seat(connection, seat.event, seat.seat, seat.hold_id, seat.version);
    }
    return due;
}

}  // namespace

SqliteSeatStore::SqliteSeatStore(StoreFile& file) : file_(file) {
    const auto load = [holds = holds_](Connection& connection) { holds->load(connection); };
    file_.writer().run_blocking(load);
    // What was rolled back may have put a hold in the place of one that goes on.
    file_.writer().on_rollback(load);
}

Task<std::vector<HoldResult>> SqliteSeatStore::commit_holds(EventId event, std::vector<HoldRequest> batch,
                                                            Timestamp now) {
    co_return co_await file_.writer().run(
        [holds = holds_, event, batch = std::move(batch), now](Connection& connection) {
            std::vector<HoldResult> results;
            results.reserve(batch.size());
            for (const auto& request : batch)
                results.push_back(decide(connection, *holds, event, request, now));
            return results;
        });
}

Task<ReleaseResult> SqliteSeatStore::release(EventId event, SessionId session,
                                             std::optional<std::vector<SeatIndex>> seats, Timestamp now) {
    co_return co_await file_.writer().run(
        [holds = holds_, event, session, seats = std::move(seats), now](Connection& connection) {
            return let_go(connection, *holds, event, session, seats, now);
        });
}

Task<std::vector<ExpiredSeat>> SqliteSeatStore::expire(std::optional<EventId> event, Timestamp now) {
    if (!event) co_await forget_ended_holds(now);
    std::vector<ExpiredSeat> all;
    for (;;) {
        const auto some = co_await file_.writer().run(
            [event, now](Connection& connection) { return free_due_seats(connection, event, now); });
        all.insert(all.end(), some.begin(), some.end());
        if (some.size() < static_cast<std::size_t>(kExpirePerJobMax)) co_return all;
    }
}

Task<void> SqliteSeatStore::forget_ended_holds(Timestamp now) {
    // No commit takes that long.
    const Timestamp before = now - std::chrono::minutes{1};
    co_await file_.readers().run([holds = holds_, before](Connection& connection) {
        holds->forget_ended(connection, before);
        return true;
    });
}

Task<std::optional<Hold>> SqliteSeatStore::find_hold(EventId event, SessionId session, Timestamp now) {
    co_return co_await file_.readers().run(
        [holds = holds_, event, session, now](Connection& connection) -> std::optional<Hold> {
            LiveHold live = live_hold(connection, *holds, event, session, now);
            if (live.empty()) return std::nullopt;
            return std::move(live.hold);
        });
}

Task<std::vector<SeatChange>> SqliteSeatStore::taken_seats(EventId event) {
    co_return co_await file_.readers().run([event](Connection& connection) {
        std::vector<SeatChange> taken;
        auto rows = connection.prepare(kTakenSeats);
        rows.bind(event);
        while (rows.step()) {
            taken.push_back({static_cast<SeatIndex>(rows.integer(0)),
                             static_cast<SeatStatus>(rows.integer(1)), rows.time(2),
                             static_cast<std::uint64_t>(rows.integer(3))});
        }
        return taken;
    });
}

}  // namespace fairgate::sqlite
