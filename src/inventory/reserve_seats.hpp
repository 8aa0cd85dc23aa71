#pragma once

#include "base/random.hpp"
#include "catalog/catalog.hpp"
#include "catalog/sale_access.hpp"
#include "inventory/hold_batcher.hpp"
#include "inventory/reservation_cache.hpp"
#include "inventory/seat_locks.hpp"

#include <expected>

namespace fairgate {

enum class ReserveError {
    unknown_event,
    not_on_sale,
    /// No seat, a seat twice, or something that is no seat id.
    bad_seats,
    /// More than `seats_max` in one request or in the whole hold.
    too_many_seats,
    /// The event has no such seat.
    unknown_seat,
    /// Somebody else has them; all of them, or with all-or-nothing at least one.
    nothing_available,
    purchase_limit,
    checkout_in_progress,
    /// Too many wait for this event; ask again in a moment.
    busy,
};

struct ReserveFailure {
    ReserveError error;
    /// Ids of the seats asked for that somebody else has, as far as known.
    std::vector<std::string> unavailable_seats;
};

using ReserveResult = std::expected<api::ReserveSeatsResponse, ReserveFailure>;

/// Holds seats for one shopper. The store is the truth; the locks only keep losers away from it.
///
/// Lives as long as the server. Thread-safe. A request that is cancelled is carried out all the same, so that
/// no lock or hold is left half-way: whoever asks again gets its answer.
class ReserveSeats {
  public:
    ReserveSeats(Catalog& catalog, SeatLocks& locks, HoldBatcher& batcher, ReservationCache& cache,
                 const Clock& clock, Random& random, HoldRules rules, FeeRule fees);

    /// Seats that somebody else has are named in `unavailable_seats`; the rest are held. Asking again for
    /// seats that the session holds answers its reservation. Throws when the store cannot be reached.
    Task<ReserveResult> operator()(Session session, api::ReserveSeatsRequest request,
                                   SaleAccess access = SaleAccess::general);

    /// Returns when no request is under way. Call when no more come.
    Task<void> drain() { return group_.join(); }

  private:
    std::expected<std::vector<SeatIndex>, ReserveError> check_seats(
        const EventInfo& event, const std::vector<std::string>& ids) const;
    Task<ReserveResult> reserve(EventPtr event, Session session, std::vector<SeatIndex> seats,
                                bool all_or_nothing);
    Task<ReserveResult> commit(EventPtr event, HoldRequest request, HoldId locked_for, LockResult locks);
    Task<void> settle_locks(EventId event, std::vector<SeatIndex> locked, HoldId locked_for, Hold hold,
                            Timestamp now);

    Catalog& catalog_;
    SeatLocks& locks_;
    HoldBatcher& batcher_;
    ReservationCache& cache_;
    const Clock& clock_;
    Random& random_;
    HoldRules rules_;
    FeeRule fees_;
    TaskGroup group_{"reservations"};
};

/// What a reservation answers for a committed decision.
ReserveResult reserve_result(const EventInfo& event, const HoldResult& decided, FeeRule fees, Timestamp now);

}  // namespace fairgate
