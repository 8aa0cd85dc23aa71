#pragma once

#include "base/random.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/json_node.hpp"

#include <expected>

namespace fairgate {

/// One event of an events file, checked by itself; what it refers to may not exist.
struct EventDraft {
    std::string venue;
    std::string city;
    /// A plan's hash or name; empty for the venue's only plan.
    std::string plan;
    /// `id`, `venue_id` and `plan_hash` are still empty.
    EventRecord record;
};

/// Reads an events file, see docs/seating-plans.md. All or nothing.
std::expected<std::vector<EventDraft>, ImportError> read_events_file(std::string_view text);

/// `"Stalls", "Balcony"`.
std::string quoted_list(const std::vector<std::string>& names);

/// Finds each draft's venue and plan in the store and checks that every category of the plan has a price. All
/// or nothing; nothing is stored.
Task<std::expected<std::vector<EventRecord>, ImportError>> resolve_events(CatalogStore& store,
                                                                          std::vector<EventDraft> drafts,
                                                                          Timestamp now, Random& random);

}  // namespace fairgate
