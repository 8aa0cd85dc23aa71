#pragma once

#include "base/clock.hpp"
#include "inventory/reservation_cache.hpp"
#include "inventory/seat_changes.hpp"
#include "inventory/seat_store.hpp"

#include <functional>

namespace fairgate {

/// The safety net under the live map's timers: frees every hold that has ended, of all events, once a minute,
/// and forgets what this process remembers of it.
///
/// Spawn `run` in a group that shutdown cancels. `purge` is called with the time on each sweep, to forget
/// ended locks.
class HoldSweep {
  public:
    static constexpr std::chrono::seconds kInterval{60};

    /// A node that is no worker leaves the store to those that are, but has a memory of its own.
    enum class Duty { sweep, purge };

    struct Swept {
        std::size_t count = 0;
        std::size_t events = 0;
    };

    HoldSweep(SeatStore& store, SeatChanges& changes, ReservationCache& cache, Clock& clock,
              std::function<void(Timestamp)> purge);

    /// Does its duty every `kInterval` until cancelled. A failed sweep is logged and tried again next time.
    Task<void> run(Duty duty);

    /// Of one event or of all.
    Task<Swept> sweep(std::optional<EventId> event = std::nullopt);

  private:
    void purge_memory(Timestamp now);

    SeatStore& store_;
    SeatChanges& changes_;
    ReservationCache& cache_;
    Clock& clock_;
    std::function<void(Timestamp)> purge_;
};

}  // namespace fairgate
