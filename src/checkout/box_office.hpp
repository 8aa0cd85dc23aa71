#pragma once

#include "catalog/demo_season.hpp"
#include "checkout/checkout_ports.hpp"

namespace fairgate {

/// Writes real paid orders in bulk, so that demo events are half sold without breaking a single invariant.
class BoxOffice {
  public:
    BoxOffice(OrderStore& orders, Catalog& catalog, Clock& clock, Random& random, FeeRule fees)
        : orders_(orders), catalog_(catalog), clock_(clock), random_(random), fees_(fees) {}

    /// One order for each sale, all or none. Throws when a seat is not available or an event unknown.
    Task<void> sell(std::vector<DemoSale> sales);

  private:
    OrderStore& orders_;
    Catalog& catalog_;
    Clock& clock_;
    Random& random_;
    FeeRule fees_;
};

}  // namespace fairgate
