#pragma once

#include "catalog/api.hpp"
#include "rehearsal/dice.hpp"
#include "rehearsal/seat_view.hpp"

namespace fairgate::rehearsal {

/// What fans look for: good sections first, the front rows and the middle of a row, and seats side by side.
/// Some look for the cheap sections instead. Everybody wants much the same, so they collide.
/// Immutable, so thread-safe.
class Taste {
  public:
    Taste(const api::SeatingPlan& plan, const std::vector<api::CategoryPrice>& prices);

    /// How many of each section's seats are free, for `pick`.
    std::vector<std::uint32_t> count_free(const SeatView& view) const;

    /// Up to `party` free seats, side by side if there are so many anywhere; empty when nothing is free.
    std::vector<SeatIndex> pick(const SeatView& view, const std::vector<std::uint32_t>& free, unsigned party,
                                Dice& dice) const;

  private:
    struct Row {
        SeatIndex first = 0;
        std::uint32_t seats = 0;
    };
    struct Section {
        /// Of all its seats together.
        double price = 0;
        std::vector<Row> rows;
    };

    std::size_t favourite(Dice& dice) const;
    std::vector<SeatIndex> cluster(const SeatView& view, const Section& section, unsigned party,
                                   Dice& dice) const;
    std::vector<SeatIndex> whatever(const SeatView& view, const std::vector<std::uint32_t>& free,
                                    unsigned party) const;

    /// The dearest first.
    std::vector<Section> sections_;
    /// Where the first, the first two, ... of them end when a point in [0, 1) is drawn.
    std::vector<double> ends_;
};

}  // namespace fairgate::rehearsal
