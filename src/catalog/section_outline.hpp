#pragma once

#include "catalog/geometry.hpp"

namespace fairgate {

/// A simple polygon around all seats of a section with `padding` around their centres, for the far view.
///
/// Follows the section's first and last rows and its row ends when that gives a simple polygon that holds
/// every seat, so that curved sections look curved; else it is the convex hull. `rows` must not be empty, nor
/// any row in it.
Points section_outline(const std::vector<Points>& rows, double padding);

}  // namespace fairgate
