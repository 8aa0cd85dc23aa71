#include "inventory/release_seats.hpp"

#include "base/shield.hpp"
#include "inventory/reservation_view.hpp"

namespace fairgate {

ReleaseSeats::ReleaseSeats(Catalog& catalog, SeatStore& store, SeatLocks& locks, SeatChanges& changes,
                           ReservationCache& cache, const Clock& clock, FeeRule fees)
    : catalog_(catalog),
      store_(store),
      locks_(locks),
      changes_(changes),
      cache_(cache),
      clock_(clock),
      fees_(fees) {}

Task<std::expected<api::CurrentReservation, ReleaseError>> ReleaseSeats::operator()(
    Session session, api::ReleaseSeatsRequest request) {
    EventPtr event = co_await catalog_.find(request.event_id);
    if (!event) co_return std::unexpected(ReleaseError::unknown_event);
    std::optional<std::vector<SeatIndex>> seats;
    if (request.seat_ids) {
        seats.emplace();
        for (const auto& id : *request.seat_ids) {
            const auto seat = seat_from_text(id);
            if (!seat || *seat >= event->seats->seat_count())
                co_return std::unexpected(ReleaseError::bad_seats);
            seats->push_back(*seat);
        }
    }
    co_return co_await shielded(group_, release(std::move(event), session.id, std::move(seats)));
}

Task<ReleaseSeats::Result> ReleaseSeats::release(EventPtr event, SessionId session,
                                                 std::optional<std::vector<SeatIndex>> seats) {
    const EventId event_id = event->record.id;
    ReleaseResult result = co_await store_.release(event_id, session, std::move(seats), clock_.now());
    switch (result.outcome) {
        case ReleaseOutcome::no_hold:
            co_return std::unexpected(ReleaseError::no_reservation);
        case ReleaseOutcome::checkout_in_progress:
            co_return std::unexpected(ReleaseError::checkout_in_progress);
        case ReleaseOutcome::released:
            break;
    }
    if (result.remaining) {
        cache_.put(*result.remaining);
    } else {
        cache_.erase_hold(event_id, session, result.hold_id);
    }
    if (!result.changes.empty()) changes_.publish(event_id, result.changes);
    co_await locks_.release(event_id, std::move(result.released), result.hold_id);
    api::CurrentReservation left{.server_now = clock_.now()};
    if (result.remaining) left.reservation = reservation_view(*event, *result.remaining, fees_);
    co_return left;
}

Task<std::optional<api::CurrentReservation>> FindReservation::operator()(Session session, EventId event) {
    const EventPtr info = co_await catalog_.find(event);
    if (!info) co_return std::nullopt;
    const std::optional<Hold> hold = co_await store_.find_hold(event, session.id, clock_.now());
    api::CurrentReservation current{.server_now = clock_.now()};
    if (hold) current.reservation = reservation_view(*info, *hold, fees_);
    co_return current;
}

}  // namespace fairgate
