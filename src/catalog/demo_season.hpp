#pragma once

#include "base/random.hpp"
#include "catalog/catalog_store.hpp"

namespace fairgate {

/// Seats of one event that were sold before the visitor came, ascending.
struct DemoSale {
    EventId event;
    std::vector<SeatIndex> seats;
};

struct DemoSummary {
    std::uint32_t venues = 0;
    std::uint32_t events = 0;
    std::uint32_t seats = 0;
    /// Still to be made into paid orders by the caller; for sold-out events all their seats.
    std::vector<DemoSale> sales;
};

/// Adds venues, plans and about two dozen events around `now`: some open in minutes or days, most are on
/// sale, others sold out, paused, cancelled or over. Nothing checks whether they are there already: call it
/// for an empty store.
Task<DemoSummary> load_demo_season(CatalogStore& store, Timestamp now, FeeRule fees, Random& random);

}  // namespace fairgate
