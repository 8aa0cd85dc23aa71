#pragma once

#include "catalog/catalog.hpp"
#include "checkout/order_view.hpp"
#include "http/router.hpp"

#include <mutex>
#include <unordered_map>

namespace fairgate::http {

/// Events and seating plans. Lives as long as the server.
class CatalogHandlers {
  public:
    /// `counts` says how many seats of an event are available, held and sold; it may have to load them.
    using SeatCounts = std::function<Task<api::Availability>(EventPtr)>;

    /// Of an event's draw, where there is one; answers at once.
    using Commitment = std::function<std::optional<std::string>(EventId)>;

    CatalogHandlers(Catalog& catalog, SeatCounts counts, Commitment commitment, FeeRule fees, HoldRules rules,
                    const Clock& clock)
        : catalog_(catalog),
          counts_(std::move(counts)),
          commitment_(std::move(commitment)),
          fees_(fees),
          rules_(rules),
          clock_(clock) {}

    void add_to(Router& router);

  private:
    Task<Response> list_events(Request& request);
    Task<Response> get_event(Request& request);
    Task<Response> get_plan(Request& request);
    Task<api::EventSummary> summary(EventId id);

    /// A plan's answer, ready to be sent; plans never change.
    struct PlanBody {
        std::string json;
        std::string gzip;
    };
    Task<std::shared_ptr<const PlanBody>> plan_body(std::string hash);

    Catalog& catalog_;
    SeatCounts counts_;
    Commitment commitment_;
    FeeRule fees_;
    HoldRules rules_;
    const Clock& clock_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<const PlanBody>> plans_;
};

}  // namespace fairgate::http
