#include "catalog/catalog.hpp"

#include <algorithm>
#include <stdexcept>

namespace fairgate {
namespace {

/// What was stored was checked when it came in: if it cannot be read back, the store is damaged.
api::SeatingPlan read_plan(const std::string& json, const std::string& hash) {
    auto plan = from_json_text<api::SeatingPlan>(json);
    if (plan) return std::move(*plan);
    throw std::runtime_error("the stored seating plan " + hash + " is damaged: " + plan.error().path + " " +
                             plan.error().reason);
}

void fill_capacity(api::Venue& venue, const PlanSeats& seats) {
    venue.capacity = seats.seat_count();
    for (const auto& name : seats.section_names()) venue.section_config.push_back({name, 0});
    for (const auto& row : seats.rows()) venue.section_config[row.section].capacity += row.seat_count;
}

std::vector<MinorUnits> prices_by_category(const EventRecord& event, const PlanSeats& seats) {
    std::vector<MinorUnits> prices;
    for (const auto& category : seats.categories()) {
        const auto fare = std::ranges::find(event.fares, category.name, &CategoryFare::category);
        if (fare == event.fares.end()) {
            throw std::runtime_error("event " + event.id.text() + " has no price for " + category.name);
        }
        prices.push_back(fare->price);
    }
    return prices;
}

}  // namespace

Task<EventPtr> Catalog::find(EventId id) {
    for (;;) {
        std::uint64_t changes_before = 0;
        {
            const std::lock_guard lock(mutex_);
            const auto found = events_.find(id);
            if (found != events_.end()) co_return found->second;
            changes_before = changes_;
        }
        EventPtr event = co_await load(id);
        if (!event) co_return nullptr;
        const std::lock_guard lock(mutex_);
        if (changes_ == changes_before) co_return events_.try_emplace(id, std::move(event)).first->second;
    }
}

Task<EventPtr> Catalog::load(EventId id) {
    std::optional<EventRecord> record = co_await store_.find_event(id);
    if (!record) co_return nullptr;
    auto event = std::make_shared<EventInfo>();
    event->record = std::move(*record);
    event->seats = co_await plan_seats(event->record.plan_hash);
    std::vector<api::Venue> venues = co_await store_.venues();
    const auto venue = std::ranges::find(venues, event->record.venue_id, &api::Venue::id);
    if (venue == venues.end()) throw std::runtime_error("event " + id.text() + " has no venue");
    event->venue = std::move(*venue);
    fill_capacity(event->venue, *event->seats);
    event->prices = prices_by_category(event->record, *event->seats);
    co_return event;
}

Task<std::shared_ptr<const PlanSeats>> Catalog::plan_seats(std::string hash) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = plans_.find(hash);
        if (found != plans_.end()) co_return found->second;
    }
    const std::optional<std::string> json = co_await plan_json(hash);
    if (!json) throw std::runtime_error("the seating plan " + hash + " is missing");
    auto seats = std::make_shared<const PlanSeats>(read_plan(*json, hash));
    const std::lock_guard lock(mutex_);
    co_return plans_.try_emplace(std::move(hash), std::move(seats)).first->second;
}

Task<std::expected<EventPage, SearchError>> Catalog::search(EventQuery query) {
    return store_.search(std::move(query), clock_.now());
}

Task<bool> Catalog::change_status(EventId event, EventStatus expected, EventStatus status) {
    const bool changed = co_await store_.change_status(event, expected, status);
    // Changed or not, what is remembered may be older than what is stored now.
    forget(event);
    co_return changed;
}

void Catalog::forget(EventId event) {
    const std::lock_guard lock(mutex_);
    ++changes_;
    events_.erase(event);
}

void Catalog::forget_events() {
    const std::lock_guard lock(mutex_);
    ++changes_;
    events_.clear();
}

}  // namespace fairgate
