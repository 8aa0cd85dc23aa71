#pragma once

#include "catalog/api.hpp"
#include "catalog/json_node.hpp"

#include <expected>
#include <string>
#include <vector>

namespace fairgate {

/// A seating plan from a file, ready to be stored.
struct ImportedPlan {
    /// Its hash is the SHA-256 of its JSON with an empty hash, in hexadecimal.
    api::SeatingPlan plan;
    /// `plan` as it is served.
    std::string json;
    /// What was not as the format wants it and how it was put right, one sentence each.
    std::vector<std::string> repairs;
};

/// Reads a plan in pretix's seating-plan format, see docs/seating-plans.md. What can be repaired is repaired
/// and said, anything else is refused; it is all or nothing. Any bytes may be given. Deterministic.
std::expected<ImportedPlan, ImportError> import_plan(std::string_view text);

}  // namespace fairgate
