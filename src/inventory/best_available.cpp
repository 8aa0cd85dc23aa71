#include "inventory/best_available.hpp"

#include "base/shield.hpp"

#include <algorithm>

namespace fairgate {
namespace {

std::unexpected<ReserveFailure> refuse(ReserveError error) {
    return std::unexpected(ReserveFailure{error, {}});
}

/// Which categories will do; empty when the event does not have the one asked for.
std::vector<bool> suitable_categories(const EventInfo& event, const api::BestAvailableRequest& request,
                                      FeeRule fees) {
    const auto& categories = event.seats->categories();
    const auto wanted = [&](const api::PlanCategory& c) {
        return !request.category || c.name == *request.category;
    };
    if (std::ranges::none_of(categories, wanted)) return {};
    std::vector<bool> suitable;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        const MinorUnits total = event.prices[i] + fees.of(event.prices[i]);
        suitable.push_back(wanted(categories[i]) && (!request.max_price || total <= *request.max_price));
    }
    return suitable;
}

}  // namespace

BestAvailable::BestAvailable(Catalog& catalog, SeatLocks& locks, HoldBatcher& batcher,
                             ReservationCache& cache, LiveSeatMap& map, const Clock& clock, Random& random,
                             HoldRules rules, FeeRule fees)
    : catalog_(catalog),
      locks_(locks),
      batcher_(batcher),
      cache_(cache),
      map_(map),
      clock_(clock),
      random_(random),
      rules_(rules),
      fees_(fees) {}

Task<ReserveResult> BestAvailable::operator()(Session session, api::BestAvailableRequest request,
                                              SaleAccess access) {
    EventPtr event = co_await catalog_.find(request.event_id);
    if (!event) co_return refuse(ReserveError::unknown_event);
    if (request.quantity == 0) co_return refuse(ReserveError::bad_seats);
    if (request.quantity > rules_.seats_max) co_return refuse(ReserveError::too_many_seats);
    std::vector<bool> categories = suitable_categories(*event, request, fees_);
    if (categories.empty()) co_return refuse(ReserveError::bad_seats);
    if (!may_buy(catalog_.status_of(*event), access)) co_return refuse(ReserveError::not_on_sale);

    const bool loaded = co_await map_.load(request.event_id);
    if (!loaded) co_return refuse(ReserveError::unknown_event);
    const Timestamp now = clock_.now();
    const HoldId id = HoldId::make(now, random_);
    HoldRequest hold{.new_id = id,
                     .session = session,
                     .expires_at = now + rules_.hold_duration,
                     .seats_max = rules_.seats_max,
                     .purchase_limit = event->record.purchase_limit};
    SeatWish wish{.asker = id, .quantity = request.quantity, .categories = std::move(categories)};
    co_return co_await shielded(group_, reserve(std::move(event), std::move(hold), std::move(wish)));
}

Task<ReserveResult> BestAvailable::reserve(EventPtr event, HoldRequest request, SeatWish wish) {
    const EventId event_id = event->record.id;
    HoldResult decided = co_await batcher_.commit_best(event_id, std::move(request), std::move(wish));
    const Timestamp now = clock_.now();
    if (decided.outcome == HoldOutcome::held) {
        cache_.put(decided.hold);
        // The seats are ours already: locking them only keeps later losers away from the store.
        co_await locks_.acquire(event_id, decided.added, {decided.hold.id, decided.hold.session}, now,
                                decided.hold.expires_at);
    }
    // Which seats were tried is nothing that the shopper asked for.
    decided.unavailable.clear();
    co_return reserve_result(*event, decided, fees_, now);
}

}  // namespace fairgate
