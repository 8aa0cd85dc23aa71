#pragma once

#include "catalog/catalog.hpp"
#include "checkout/order_view.hpp"
#include "http/router.hpp"

namespace fairgate::http {

/// Events and seating plans. Lives as long as the server.
class CatalogHandlers {
  public:
    /// `counts` says how many seats of an event are available, held and sold; it may have to load them.
    using SeatCounts = std::function<Task<api::Availability>(EventPtr)>;

    CatalogHandlers(Catalog& catalog, SeatCounts counts, FeeRule fees, HoldRules rules, const Clock& clock)
        : catalog_(catalog), counts_(std::move(counts)), fees_(fees), rules_(rules), clock_(clock) {}

    void add_to(Router& router);

  private:
    Task<Response> list_events(Request& request);
    Task<Response> get_event(Request& request);
    Task<Response> get_plan(Request& request);
    Task<api::EventSummary> summary(EventId id);

    Catalog& catalog_;
    SeatCounts counts_;
    FeeRule fees_;
    HoldRules rules_;
    const Clock& clock_;
};

}  // namespace fairgate::http
