#pragma once

#include "inventory/live_seat_map.hpp"

namespace fairgate {

/// Writes event statuses down when they change by themselves: on sale at the on-sale date, completed after
/// the event, sold out when the last seat is sold, on sale again when one comes back.
///
/// Readers do not wait for it: status_at judges dates on their second. Lives as long as the server.
class EventStatusWorker {
  public:
    static constexpr std::chrono::seconds kPause{1};
    /// New events are found within this many rounds.
    static constexpr int kRoundsPerListing = 10;

    EventStatusWorker(Catalog& catalog, CatalogStore& store, LiveSeatMap& map, Clock& clock)
        : catalog_(catalog), store_(store), map_(map), clock_(clock) {}

    /// Works until cancelled.
    Task<void> run();

    /// One look at every event. Returns how many statuses it changed.
    Task<std::size_t> round();

  private:
    Task<EventStatus> due_status(EventPtr event);

    Catalog& catalog_;
    CatalogStore& store_;
    LiveSeatMap& map_;
    Clock& clock_;
    std::vector<EventId> events_;
    int rounds_until_listing_ = 0;
};

}  // namespace fairgate
