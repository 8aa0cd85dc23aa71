#pragma once

#include "base/task_group.hpp"
#include "catalog/catalog.hpp"
#include "inventory/reservation_cache.hpp"
#include "inventory/seat_changes.hpp"
#include "inventory/seat_locks.hpp"
#include "inventory/seat_store.hpp"

#include <expected>

namespace fairgate {

enum class ReleaseError { unknown_event, bad_seats, no_reservation, checkout_in_progress };

/// Lets go of some or all seats of the session's reservation. Lives as long as the server. Thread-safe; a
/// cancelled request is carried out all the same.
class ReleaseSeats {
  public:
    ReleaseSeats(Catalog& catalog, SeatStore& store, SeatLocks& locks, SeatChanges& changes,
                 ReservationCache& cache, const Clock& clock, FeeRule fees);

    /// What is left of the reservation. Seats that are not in it are passed over.
    Task<std::expected<api::CurrentReservation, ReleaseError>> operator()(Session session,
                                                                          api::ReleaseSeatsRequest request);

    Task<void> drain() { return group_.join(); }

  private:
    using Result = std::expected<api::CurrentReservation, ReleaseError>;

    Task<Result> release(EventPtr event, SessionId session, std::optional<std::vector<SeatIndex>> seats);

    Catalog& catalog_;
    SeatStore& store_;
    SeatLocks& locks_;
    SeatChanges& changes_;
    ReservationCache& cache_;
    const Clock& clock_;
    FeeRule fees_;
    TaskGroup group_{"releases"};
};

/// The session's reservation as the store knows it. Lives as long as the server. Thread-safe.
class FindReservation {
  public:
    FindReservation(Catalog& catalog, SeatStore& store, const Clock& clock, FeeRule fees)
        : catalog_(catalog), store_(store), clock_(clock), fees_(fees) {}

    /// Empty when there is no such event.
    Task<std::optional<api::CurrentReservation>> operator()(Session session, EventId event);

  private:
    Catalog& catalog_;
    SeatStore& store_;
    const Clock& clock_;
    FeeRule fees_;
};

}  // namespace fairgate
