#include "catalog/plan_seats.hpp"

#include "base/assert.hpp"

#include <cmath>

namespace fairgate {
namespace {

struct Point {
    double x = 0;
    double y = 0;
};

Point position_in(const api::PlanRow& row, std::uint32_t seat) {
    const auto& c = row.coordinates;
    switch (row.shape) {
        case api::RowShape::line:
            FAIRGATE_ASSERT(c.size() == 4);
            return {c[0] + seat * c[2], c[1] + seat * c[3]};
        case api::RowShape::arc: {
            FAIRGATE_ASSERT(c.size() == 5);
            const double angle = c[3] + seat * c[4];
            return {c[0] + c[2] * std::cos(angle), c[1] + c[2] * std::sin(angle)};
        }
        case api::RowShape::points:
            FAIRGATE_ASSERT(c.size() == std::size_t{2} * row.seat_count);
            return {c[std::size_t{2} * seat], c[std::size_t{2} * seat + 1]};
    }
    FAIRGATE_ASSERT(false);
}

std::uint32_t category_in(const api::PlanRow& row, std::uint32_t seat) {
    FAIRGATE_ASSERT(row.categories.size() == 1 || row.categories.size() == row.seat_count);
    return row.categories.size() == 1 ? row.categories[0] : row.categories[seat];
}

}  // namespace

PlanSeats::PlanSeats(const api::SeatingPlan& plan) : categories_(plan.categories) {
    places_.reserve(plan.seat_count);
    for (std::uint32_t section = 0; section < plan.sections.size(); ++section) {
        sections_.push_back(plan.sections[section].name);
        for (const auto& row : plan.sections[section].rows) add_row(row, section);
    }
    FAIRGATE_ASSERT(places_.size() == plan.seat_count);
}

void PlanSeats::add_row(const api::PlanRow& row, std::uint32_t section) {
    FAIRGATE_ASSERT(row.first_index == places_.size());
    const auto row_number = static_cast<std::uint32_t>(rows_.size());
    rows_.push_back({row.label, section, row.first_index, row.seat_count});
    for (std::uint32_t seat = 0; seat < row.seat_count; ++seat) {
        const auto [x, y] = position_in(row, seat);
        const auto category = category_in(row, seat);
        FAIRGATE_ASSERT(category < categories_.size());
        places_.push_back(
            {section, row_number, seat, category, static_cast<float>(x), static_cast<float>(y)});
    }
    if (row.seat_numbers) {
        FAIRGATE_ASSERT(row.seat_numbers->size() == row.seat_count);
        numbers_.resize(row.first_index);
        numbers_.insert(numbers_.end(), row.seat_numbers->begin(), row.seat_numbers->end());
    }
}

std::string PlanSeats::number(SeatIndex seat) const {
    if (seat < numbers_.size() && !numbers_[seat].empty()) return numbers_[seat];
    return std::to_string(places_[seat].position + 1);
}

}  // namespace fairgate
