#pragma once

#include "catalog/event.hpp"
#include "inventory/seat_chooser.hpp"

namespace fairgate {

/// Chooses the best free seats of one event: adjacent ones in one row where possible, the dearest category
/// first, then the front rows, then the middle, and no single seat left alone where that can be helped.
///
/// Keeps the longest free run of every row, so that a choice looks at few rows. For one thread at a time.
class BestSeats {
  public:
    /// Among how many rows simultaneous askers are spread.
    static constexpr std::size_t kSpreadRowsMax = 8;

    explicit BestSeats(EventPtr event);

    /// The seat became free or was taken.
    void set_free(SeatIndex seat, bool free);

    /// See SeatChooser::choose.
    std::vector<std::vector<SeatIndex>> choose(std::span<const SeatWish> wishes,
                                               std::span<const SeatIndex> claimed);

  private:
    struct Row {
        SeatIndex first = 0;
        std::uint32_t seat_count = 0;
        std::int64_t price = 0;
        /// The one category of all seats; empty when they differ.
        std::optional<std::uint32_t> category;
        /// At most; exact unless `dirty`.
        std::uint32_t longest_run = 0;
        bool dirty = false;
        /// The choice that took seats here last.
        std::uint64_t used_in = 0;
    };
    struct Block {
        std::size_t row = 0;
        SeatIndex first = 0;
        std::uint32_t length = 0;
        double badness = 0;
    };

    bool usable(SeatIndex seat, const SeatWish& wish) const;
    void refresh(Row& row);
    std::optional<Block> best_block(std::size_t row, const SeatWish& wish) const;
    std::vector<Block> candidates(const SeatWish& wish, std::size_t rows_max, bool unused_only);
    std::vector<SeatIndex> adjacent(const SeatWish& wish, std::size_t rows_max);
    std::vector<SeatIndex> in_groups(const SeatWish& wish) const;
    template <class Visit>
    void each_run(const Row& row, const SeatWish& wish, Visit visit) const;

    EventPtr event_;
    /// Best first.
    std::vector<Row> rows_;
    /// By the plan's row number: its place in `rows_`.
    std::vector<std::size_t> rank_;
    std::vector<bool> free_;
    /// By seat: the choice that claimed it last.
    std::vector<std::uint64_t> claimed_in_;
    std::uint64_t choice_ = 0;
};

}  // namespace fairgate
