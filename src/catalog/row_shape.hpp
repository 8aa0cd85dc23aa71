#pragma once

#include "catalog/api.hpp"
#include "catalog/geometry.hpp"

namespace fairgate {

/// How far a seat of a fitted row may be from where the plan had it.
inline constexpr double kRowToleranceUnits = 0.1;

/// The shortest description of a row of seats: a line or an arc when they stand on one at even distances,
/// else points.
struct RowFit {
    api::RowShape shape = api::RowShape::points;
    std::vector<double> coordinates;
};

/// `seats` must not be empty.
RowFit fit_row(const Points& seats);

/// `value` rounded to `decimals` places after the point.
double round_to(double value, int decimals);

}  // namespace fairgate
