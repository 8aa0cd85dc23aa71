#pragma once

#include "inventory/hold.hpp"

#include <span>

namespace fairgate {

/// What somebody wants who leaves the choice of the seats to us.
struct SeatWish {
    /// Decides, among equally good seats, which ones: simultaneous askers are spread by it.
    HoldId asker;
    std::uint32_t quantity = 0;
    /// By the plan's category index: whether a seat of it will do.
    std::vector<bool> categories;
    /// Seats that turned out to be taken when they were chosen before.
    std::vector<SeatIndex> avoid;
};

/// Chooses seats for wishes from what is known to be free.
class SeatChooser {
  public:
    virtual ~SeatChooser() = default;

    /// The best seats for each wish in turn, ascending, none of them in `claimed` or chosen twice; empty when
    /// there are not enough. Called on any thread, returns at once.
    virtual std::vector<std::vector<SeatIndex>> choose(EventId event, std::span<const SeatWish> wishes,
                                                       std::span<const SeatIndex> claimed) = 0;
};

}  // namespace fairgate
