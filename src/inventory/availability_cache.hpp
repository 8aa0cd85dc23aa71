#pragma once

#include "base/task.hpp"
#include "catalog/event.hpp"
#include "inventory/api.hpp"

#include <optional>

namespace fairgate {

/// How many seats of an event there are of each kind, as some node knew it a few seconds ago: for pages that
/// only show a number, on a node that has not read the event's seats. May forget anything at any moment.
class AvailabilityCache {
  public:
    /// How long a count may be shown: seats on sale change all the time.
    static constexpr std::chrono::seconds kLifetimeOnSale{5};
    static constexpr std::chrono::seconds kLifetime{30};

    virtual ~AvailabilityCache() = default;

    virtual Task<std::optional<api::Availability>> find(EventId event) = 0;
    virtual Task<void> put(EventId event, api::Availability counts, EventStatus status) = 0;
};

}  // namespace fairgate
