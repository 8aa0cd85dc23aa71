#include "catalog/venue_block.hpp"

#include "base/assert.hpp"

#include <algorithm>

namespace fairgate {
namespace {

using M = VenueMeasures;

/// A to Z without I and O, which look like numbers, then AA, BB, ...
std::string row_letters(std::uint32_t row) {
    constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    const auto letters = static_cast<std::uint32_t>(kLetters.size());
    return std::string(1 + row / letters, kLetters[row % letters]);
}

}  // namespace

std::uint32_t VenueBlock::seats_in(std::uint32_t row) const {
    const double length = curved ? (radius + row * M::kRowPitch) * std::abs(angle_to - angle_from) : width;
    const double usable = length - M::kAisle;
    const auto fitting = usable <= 0 ? 1 : static_cast<std::uint32_t>(usable / M::kSeatPitch) + 1;
    const std::uint32_t taken = row < removed.size() ? removed[row] : 0;
    return fitting - std::min(fitting - 1, taken);
}

std::uint32_t VenueBlock::seat_count() const {
    std::uint32_t count = 0;
    for (std::uint32_t row = 0; row < rows; ++row) count += seats_in(row);
    return count;
}

Point VenueBlock::place(std::uint32_t row, double from_middle) const {
    if (!curved) return middle + along * from_middle + back * (row * M::kRowPitch);
    const double r = radius + row * M::kRowPitch;
    const double direction = angle_to < angle_from ? -1 : 1;
    const double angle = (angle_from + angle_to) / 2 + direction * from_middle / r;
    return middle + Point{std::cos(angle), std::sin(angle)} * r;
}

PlanSource::Zone VenueBlock::zone() const {
    PlanSource::Zone zone{.name = name, .rows = {}, .areas = {}};
    for (std::uint32_t number = 0; number < rows; ++number) {
        auto& row = zone.rows.emplace_back(letters ? row_letters(number) : std::to_string(number + 1));
        const auto count = seats_in(number);
        for (std::uint32_t i = 0; i < count; ++i) {
            const bool at_end = i < 2 || i + 2 >= count;
            const bool accessible = accessible_category && number + 1 == rows && at_end;
            row.seats.push_back({.guid = {},
                                 .number = std::to_string(i + 1),
                                 .place = place(number, (i - (count - 1) / 2.0) * M::kSeatPitch),
                                 .category = accessible        ? *accessible_category
                                             : number >= split ? back_category
                                                               : front_category,
                                 .radius = M::kSeatRadius});
        }
    }
    return zone;
}

void remove_seats(std::vector<VenueBlock>& blocks, std::uint32_t surplus) {
    const auto last_tier = std::ranges::max(blocks, {}, &VenueBlock::tier).tier;
    std::uint32_t most_rows = 0;
    for (auto& block : blocks) {
        block.removed.resize(block.rows);
        if (block.tier == last_tier) most_rows = std::max(most_rows, block.rows);
    }
    // Every round takes one seat more a row; a venue has many more seats than its surplus.
    for (std::uint32_t round = 0; surplus > 0; ++round) {
        FAIRGATE_ASSERT(round < 1'000);
        for (std::uint32_t from_back = 0; from_back < most_rows; ++from_back) {
            for (auto& block : blocks) {
                if (surplus == 0) return;
                if (block.tier != last_tier || from_back >= block.rows) continue;
                const std::uint32_t row = block.rows - 1 - from_back;
                if (block.seats_in(row) <= 4) continue;
                ++block.removed[row];
                --surplus;
            }
        }
    }
}

}  // namespace fairgate
