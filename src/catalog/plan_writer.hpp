#pragma once

#include "catalog/plan_source.hpp"

namespace fairgate {

/// The plan as a file in pretix's seating-plan format, one row a line, places rounded to a hundredth. Seats
/// without a guid get one of their zone, row and number.
std::string write_plan_file(const PlanSource& plan);

}  // namespace fairgate
