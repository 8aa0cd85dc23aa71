#pragma once

#include "inventory/hold.hpp"

#include <span>

namespace fairgate {

/// Who wants to hear of committed seat changes. Called on any thread, returns at once.
class SeatChanges {
  public:
    virtual ~SeatChanges() = default;

    virtual void publish(EventId event, std::span<const SeatChange> changes) = 0;
};

}  // namespace fairgate
