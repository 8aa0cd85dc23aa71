#include "inventory/best_seats.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace fairgate {
namespace {

/// A block that leaves a single seat is taken only when the others lie this many seats further from the
/// middle.
constexpr double kSingleSeatPenalty = 100;

struct Quality {
    std::int64_t price = 0;
    std::uint32_t row_in_section = 0;
    float from_middle = 0;
};

/// How good each row is: plans list a section's rows from the front, and the stage faces the middle.
std::vector<Quality> judge_rows(const EventInfo& event) {
    const PlanSeats& plan = *event.seats;
    float left = 0;
    float right = 0;
    for (SeatIndex seat = 0; seat < plan.seat_count(); ++seat) {
        const float x = plan.place(seat).x;
        left = seat == 0 ? x : std::min(left, x);
        right = seat == 0 ? x : std::max(right, x);
    }
    std::vector<Quality> qualities;
    std::uint32_t section = 0;
    std::uint32_t in_section = 0;
    for (const auto& row : plan.rows()) {
        if (row.section != section) in_section = 0;
        section = row.section;
        Quality quality{.row_in_section = in_section++};
        for (SeatIndex seat = row.first; seat < row.first + row.seat_count; ++seat) {
            quality.price = std::max(quality.price, event.price(seat).value);
        }
        if (row.seat_count > 0) {
            const float x = plan.place(row.first + row.seat_count / 2).x;
            quality.from_middle = std::abs(x - (left + right) / 2);
        }
        qualities.push_back(quality);
    }
    return qualities;
}

std::optional<std::uint32_t> one_category(const PlanSeats& plan, const PlanSeats::Row& row) {
    if (row.seat_count == 0) return std::nullopt;
    const auto category = plan.place(row.first).category;
    for (SeatIndex seat = row.first; seat < row.first + row.seat_count; ++seat) {
        if (plan.place(seat).category != category) return std::nullopt;
    }
    return category;
}

}  // namespace

BestSeats::BestSeats(EventPtr event)
    : event_(std::move(event)),
      free_(event_->seats->seat_count(), true),
      claimed_in_(event_->seats->seat_count()) {
    const auto& plan_rows = event_->seats->rows();
    const auto qualities = judge_rows(*event_);
    std::vector<std::size_t> order(plan_rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t row) {
        const Quality& q = qualities[row];
        return std::tuple(-q.price, q.row_in_section, q.from_middle, row);
    });
    rank_.resize(plan_rows.size());
    for (const std::size_t number : order) {
        const auto& row = plan_rows[number];
        rank_[number] = rows_.size();
        rows_.push_back({.first = row.first,
                         .seat_count = row.seat_count,
                         .price = qualities[number].price,
                         .category = one_category(*event_->seats, row),
                         .longest_run = row.seat_count});
    }
}

void BestSeats::set_free(SeatIndex seat, bool free) {
    free_[seat] = free;
    auto& row = rows_[rank_[event_->seats->place(seat).row]];
    row.dirty = true;
}

std::vector<std::vector<SeatIndex>> BestSeats::choose(std::span<const SeatWish> wishes,
                                                      std::span<const SeatIndex> claimed) {
    ++choice_;
    for (const SeatIndex seat : claimed) {
        if (seat < claimed_in_.size()) claimed_in_[seat] = choice_;
    }
    const auto rows_max = std::min(wishes.size(), kSpreadRowsMax);
    std::vector<std::vector<SeatIndex>> chosen;
    chosen.reserve(wishes.size());
    for (const auto& wish : wishes) {
        std::vector<SeatIndex> seats = adjacent(wish, rows_max);
        if (seats.empty()) seats = in_groups(wish);
        for (const SeatIndex seat : seats) claimed_in_[seat] = choice_;
        chosen.push_back(std::move(seats));
    }
    return chosen;
}

bool BestSeats::usable(SeatIndex seat, const SeatWish& wish) const {
    if (!free_[seat] || claimed_in_[seat] == choice_) return false;
    const auto category = event_->seats->place(seat).category;
    if (category >= wish.categories.size() || !wish.categories[category]) return false;
    return std::ranges::find(wish.avoid, seat) == wish.avoid.end();
}

void BestSeats::refresh(Row& row) {
    if (!row.dirty) return;
    row.dirty = false;
    row.longest_run = 0;
    std::uint32_t run = 0;
    for (SeatIndex seat = row.first; seat < row.first + row.seat_count; ++seat) {
        run = free_[seat] ? run + 1 : 0;
        row.longest_run = std::max(row.longest_run, run);
    }
}

/// Calls `visit(first, length)` for every longest run of neighbours that suit the wish.
template <class Visit>
void BestSeats::each_run(const Row& row, const SeatWish& wish, Visit visit) const {
    std::uint32_t length = 0;
    for (std::uint32_t i = 0; i <= row.seat_count; ++i) {
        if (i < row.seat_count && usable(row.first + i, wish)) {
            ++length;
            continue;
        }
        if (length > 0) visit(row.first + i - length, length);
        length = 0;
    }
}

std::optional<BestSeats::Block> BestSeats::best_block(std::size_t number, const SeatWish& wish) const {
    const Row& row = rows_[number];
    const double middle = row.first + (row.seat_count - 1) / 2.0;
    std::optional<Block> best;
    each_run(row, wish, [&](SeatIndex first, std::uint32_t length) {
        for (SeatIndex start = first; start + wish.quantity <= first + length; ++start) {
            const auto before = start - first;
            const auto after = first + length - start - wish.quantity;
            const double badness = std::abs(start + (wish.quantity - 1) / 2.0 - middle) +
                                   (before == 1 ? kSingleSeatPenalty : 0) +
                                   (after == 1 ? kSingleSeatPenalty : 0);
            if (!best || badness < best->badness) best = Block{number, start, wish.quantity, badness};
        }
    });
    return best;
}

/// The best block of each of the best rows, all of one price.
std::vector<BestSeats::Block> BestSeats::candidates(const SeatWish& wish, std::size_t rows_max,
                                                    bool unused_only) {
    std::vector<Block> found;
    std::optional<Block> lonely;
    for (std::size_t i = 0; i < rows_.size() && found.size() < rows_max; ++i) {
        Row& row = rows_[i];
        const auto& first = found.empty() ? lonely : found.front();
        if (first && row.price != rows_[first->row].price) break;
        if (unused_only && row.used_in == choice_) continue;
        if (row.category && (*row.category >= wish.categories.size() || !wish.categories[*row.category]))
            continue;
        refresh(row);
        if (row.longest_run < wish.quantity) continue;
        const auto block = best_block(i, wish);
        if (!block) continue;
        if (block->badness < kSingleSeatPenalty) {
            found.push_back(*block);
        } else if (!lonely) {
            lonely = block;
        }
    }
    if (found.empty() && lonely) found.push_back(*lonely);
    return found;
}

std::vector<SeatIndex> BestSeats::adjacent(const SeatWish& wish, std::size_t rows_max) {
    if (wish.quantity == 0) return {};
    auto found = candidates(wish, rows_max, true);
    if (found.empty()) found = candidates(wish, rows_max, false);
    if (found.empty()) return {};
    const Block& block = found[std::hash<HoldId>{}(wish.asker) / 64 % found.size()];
    rows_[block.row].used_in = choice_;
    std::vector<SeatIndex> seats(block.length);
    std::iota(seats.begin(), seats.end(), block.first);
    return seats;
}

/// No row has enough neighbours: as few groups as possible, the longest runs first and the last one just as
/// long as it must be.
std::vector<SeatIndex> BestSeats::in_groups(const SeatWish& wish) const {
    std::vector<std::vector<SeatIndex>> runs_by_length(wish.quantity);
    for (const Row& row : rows_) {
        each_run(row, wish, [&](SeatIndex first, std::uint32_t length) {
            const auto useful = std::min(length, wish.quantity - 1);
            auto& runs = runs_by_length[useful];
            if (runs.size() < wish.quantity) runs.push_back(first);
        });
    }
    std::vector<SeatIndex> seats;
    std::uint32_t missing = wish.quantity;
    while (missing > 0) {
        std::uint32_t length = std::min(missing, wish.quantity - 1);
        // A run of just the missing length, else the longest that fits inside, else a part of a longer one.
        while (length > 0 && runs_by_length[length].empty()) --length;
        if (length < missing) {
            for (std::uint32_t longer = missing + 1; longer < wish.quantity; ++longer) {
                if (runs_by_length[longer].empty()) continue;
                length = longer;
                break;
            }
        }
        if (length == 0) return {};
        const SeatIndex first = runs_by_length[length].front();
        runs_by_length[length].erase(runs_by_length[length].begin());
        const auto taken = std::min(length, missing);
        for (std::uint32_t i = 0; i < taken; ++i) seats.push_back(first + i);
        missing -= taken;
    }
    std::ranges::sort(seats);
    return seats;
}

}  // namespace fairgate
