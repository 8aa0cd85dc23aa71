#pragma once

#include "inventory/live_seat_map.hpp"
#include "inventory/reserve_seats.hpp"

namespace fairgate {

/// Holds the best free seats for one shopper who leaves the choice to us: adjacent where possible, else in as
/// few groups as possible, all of them or none.
///
/// Lives as long as the server. Thread-safe. As with ReserveSeats, a cancelled request is carried out all the
/// same.
class BestAvailable {
  public:
    BestAvailable(Catalog& catalog, SeatLocks& locks, HoldBatcher& batcher, ReservationCache& cache,
                  LiveSeatMap& map, const Clock& clock, Random& random, HoldRules rules, FeeRule fees);

    /// Fails with `bad_seats` for a quantity of 0 or a category that the event does not have. The seats join
    /// the session's reservation when it has one: asking twice holds twice as many.
    Task<ReserveResult> operator()(Session session, api::BestAvailableRequest request,
                                   SaleAccess access = SaleAccess::general);

    Task<void> drain() { return group_.join(); }

  private:
    Task<ReserveResult> reserve(EventPtr event, HoldRequest request, SeatWish wish);

    Catalog& catalog_;
    SeatLocks& locks_;
    HoldBatcher& batcher_;
    ReservationCache& cache_;
    LiveSeatMap& map_;
    const Clock& clock_;
    Random& random_;
    HoldRules rules_;
    FeeRule fees_;
    TaskGroup group_{"best available"};
};

}  // namespace fairgate
