#include "inventory/reserve_seats.hpp"

#include "base/assert.hpp"
#include "base/shield.hpp"
#include "inventory/reservation_view.hpp"

#include <algorithm>
#include <iterator>

namespace fairgate {
namespace {

ReserveError error_of(HoldOutcome outcome) {
    switch (outcome) {
        case HoldOutcome::nothing_available:
            return ReserveError::nothing_available;
        case HoldOutcome::too_many_seats:
            return ReserveError::too_many_seats;
        case HoldOutcome::purchase_limit:
            return ReserveError::purchase_limit;
        case HoldOutcome::checkout_in_progress:
            return ReserveError::checkout_in_progress;
        case HoldOutcome::busy:
            return ReserveError::busy;
        case HoldOutcome::held:
            break;
    }
    FAIRGATE_ASSERT(outcome != HoldOutcome::held);
    return ReserveError::busy;
}

std::unexpected<ReserveFailure> refuse(ReserveError error, std::span<const SeatIndex> unavailable = {}) {
    return std::unexpected(ReserveFailure{error, seats_to_text(unavailable)});
}

std::vector<SeatIndex> without(const std::vector<SeatIndex>& seats, const std::vector<SeatIndex>& removed) {
    std::vector<SeatIndex> rest;
    std::ranges::set_difference(seats, removed, std::back_inserter(rest));
    return rest;
}

}  // namespace

ReserveResult reserve_result(const EventInfo& event, const HoldResult& decided, FeeRule fees, Timestamp now) {
    if (decided.outcome != HoldOutcome::held) return refuse(error_of(decided.outcome), decided.unavailable);
    return api::ReserveSeatsResponse{.reservation = reservation_view(event, decided.hold, fees),
                                     .server_now = now,
                                     .unavailable_seats = seats_to_text(decided.unavailable)};
}

ReserveSeats::ReserveSeats(Catalog& catalog, SeatLocks& locks, HoldBatcher& batcher, ReservationCache& cache,
                           const Clock& clock, Random& random, HoldRules rules, FeeRule fees)
    : catalog_(catalog),
      locks_(locks),
      batcher_(batcher),
      cache_(cache),
      clock_(clock),
      random_(random),
      rules_(rules),
      fees_(fees) {}

Task<ReserveResult> ReserveSeats::operator()(Session session, api::ReserveSeatsRequest request,
                                             SaleAccess access) {
    EventPtr event = co_await catalog_.find(request.event_id);
    if (!event) co_return refuse(ReserveError::unknown_event);
    auto seats = check_seats(*event, request.seat_ids);
    if (!seats) co_return refuse(seats.error());
    if (!may_buy(catalog_.status_of(*event), access)) co_return refuse(ReserveError::not_on_sale);
    const bool all_or_nothing = request.all_or_nothing.value_or(false);
    co_return co_await shielded(group_,
                                reserve(std::move(event), session, std::move(*seats), all_or_nothing));
}

std::expected<std::vector<SeatIndex>, ReserveError> ReserveSeats::check_seats(
    const EventInfo& event, const std::vector<std::string>& ids) const {
    if (ids.empty()) return std::unexpected(ReserveError::bad_seats);
    if (ids.size() > rules_.seats_max) return std::unexpected(ReserveError::too_many_seats);
    std::vector<SeatIndex> seats;
    for (const auto& id : ids) {
        const auto seat = seat_from_text(id);
        if (!seat) return std::unexpected(ReserveError::bad_seats);
        if (*seat >= event.seats->seat_count()) return std::unexpected(ReserveError::unknown_seat);
        seats.push_back(*seat);
    }
    std::ranges::sort(seats);
    if (std::ranges::adjacent_find(seats) != seats.end()) return std::unexpected(ReserveError::bad_seats);
    return seats;
}

Task<ReserveResult> ReserveSeats::reserve(EventPtr event, Session session, std::vector<SeatIndex> seats,
                                          bool all_or_nothing) {
    const Timestamp now = clock_.now();
    const EventId event_id = event->record.id;
    const auto claim = cache_.claim(event_id, session.id, HoldId::make(now, random_), now);
    const Timestamp expires_at = claim.hold() ? claim.hold()->expires_at : now + rules_.hold_duration;
    LockResult locks = co_await locks_.acquire(event_id, seats, {claim.id(), session.id}, now, expires_at);
    std::ranges::sort(locks.acquired);
    std::ranges::sort(locks.failed);

    const std::vector<SeatIndex> held = claim.hold() ? claim.hold()->seats : std::vector<SeatIndex>{};
    const bool lost = locks.acquired.empty() || (all_or_nothing && !locks.failed.empty());
    if (lost) {
        co_await locks_.release(event_id, without(locks.acquired, held), claim.id());
        co_return refuse(ReserveError::nothing_available, locks.failed);
    }
    // A known hold may have ended unseen; then the next one gets an id of its own.
    HoldRequest request{.new_id = claim.hold() ? HoldId::make(now, random_) : claim.id(),
                        .session = session,
                        .seats = locks.acquired,
                        .expires_at = now + rules_.hold_duration,
                        .all_or_nothing = all_or_nothing,
                        .seats_max = rules_.seats_max,
                        .purchase_limit = event->record.purchase_limit};
    std::exception_ptr error;
    try {
        co_return co_await commit(event, std::move(request), claim.id(), locks);
    } catch (...) {
        error = std::current_exception();
    }
    co_await locks_.release(event_id, without(locks.acquired, held), claim.id());
    std::rethrow_exception(error);
}

Task<ReserveResult> ReserveSeats::commit(EventPtr event, HoldRequest request, HoldId locked_for,
                                         LockResult locks) {
    const EventId event_id = event->record.id;
    const SessionId session = request.session.id;
    HoldResult decided = co_await batcher_.commit(event_id, std::move(request));
    const Timestamp now = clock_.now();
    if (decided.hold.id) {
        cache_.put(decided.hold);
    } else if (decided.outcome != HoldOutcome::busy) {
        cache_.erase(event_id, session);
    }
    co_await settle_locks(event_id, std::move(locks.acquired), locked_for, decided.hold, now);
    decided.unavailable.insert(decided.unavailable.end(), locks.failed.begin(), locks.failed.end());
    std::ranges::sort(decided.unavailable);
    co_return reserve_result(*event, decided, fees_, now);
}

/// Afterwards exactly the hold's seats among `locked` are locked, for the hold that has them. A hold that
/// this process did not know of (it began before a restart) has another id than the locks were taken for.
Task<void> ReserveSeats::settle_locks(EventId event, std::vector<SeatIndex> locked, HoldId locked_for,
                                      Hold hold, Timestamp now) {
    if (hold.id == locked_for) {
        auto lost = without(locked, hold.seats);
        if (!lost.empty()) co_await locks_.release(event, std::move(lost), locked_for);
        co_return;
    }
    co_await locks_.release(event, std::move(locked), locked_for);
    if (hold.id) co_await locks_.acquire(event, hold.seats, {hold.id, hold.session}, now, hold.expires_at);
}

}  // namespace fairgate
