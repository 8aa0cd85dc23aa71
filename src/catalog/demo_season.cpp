#include "catalog/demo_season.hpp"

#include "base/assert.hpp"
#include "catalog/demo_events.hpp"
#include "catalog/plan_import.hpp"

#include <algorithm>
#include <array>

namespace fairgate {

/// A real plan, see plans/README.md.
extern const std::string_view kStadium738Plan;

namespace {

using Days = std::chrono::days;

constexpr std::uint32_t kPurchaseLimit = 8;
constexpr std::uint32_t kPurchaseLimitInDemand = 6;

/// A venue as it is stored, with its seats to choose the sold ones from.
struct LoadedVenue {
    VenueId id;
    std::string plan_hash;
    PlanSeats seats;
};

ImportedPlan make_demo_plan(const DemoVenue& venue) {
    const auto text =
        venue.kind ? generate_plan({*venue.kind, venue.seats, venue.name}) : std::string(kStadium738Plan);
    auto imported = import_plan(text);
    FAIRGATE_ASSERT(imported.has_value());
    return std::move(*imported);
}

Task<LoadedVenue> add_demo_venue(CatalogStore& store, const DemoVenue& venue, VenueId new_id) {
    ImportedPlan imported = make_demo_plan(venue);
    PlanSeats seats(imported.plan);
    std::string hash = imported.plan.hash;
    const VenueId id = co_await store.add_venue({.id = new_id,
                                                 .name = venue.name,
                                                 .city = venue.city,
                                                 .country = venue.country,
                                                 .time_zone = venue.time_zone,
                                                 .section_config = {}});
    co_await store.add_plan({id, std::move(imported.plan), std::move(imported.json)});
    co_return LoadedVenue{id, std::move(hash), std::move(seats)};
}

/// Each category a good step cheaper than the one before; wheelchair places cost as much as the cheap ones.
std::vector<CategoryFare> make_fares(const PlanSeats& seats, std::int64_t top_price) {
    constexpr std::array kPercent = {100, 78, 61, 48, 37, 29};
    constexpr std::int64_t kRoundTo = 50;
    std::vector<CategoryFare> fares;
    for (const auto& category : seats.categories()) {
        const auto step = category.name == "Wheelchair" ? 4 : std::min(fares.size(), kPercent.size() - 1);
        const auto price = top_price * kPercent[step] / 100;
        fares.push_back({category.name, MinorUnits{price / kRoundTo * kRoundTo}});
    }
    return fares;
}

EventRecord make_record(const DemoEvent& event, const DemoVenue& venue, const LoadedVenue& loaded,
                        Timestamp now, EventId id) {
    constexpr std::chrono::hours kEvening{19};
    const auto on_sale_date = now + std::chrono::minutes(event.on_sale_minutes);
    return {.id = id,
            .venue_id = loaded.id,
            .plan_hash = loaded.plan_hash,
            .name = event.name,
            .description = event.description,
            .category = event.category,
            .event_date = std::chrono::floor<Days>(now) + Days(event.days) + kEvening,
            .on_sale_date = std::chrono::floor<std::chrono::seconds>(on_sale_date),
            .status = event.days < 0 ? EventStatus::completed : event.status,
            .high_demand = event.high_demand,
            .currency = venue.currency,
            .purchase_limit = event.high_demand ? kPurchaseLimitInDemand : kPurchaseLimit,
            .fares = make_fares(loaded.seats, event.top_price)};
}

/// Groups of neighbours, more of them in the front rows of a section, as if people had chosen.
std::vector<SeatIndex> choose_sold(const PlanSeats& seats, std::uint32_t percent, Random& random) {
    constexpr std::uint32_t kGroupMax = 5;
    constexpr int kFrontBonus = 14;
    std::vector<SeatIndex> sold;
    std::uint32_t section = UINT32_MAX;
    int bonus = 0;
    for (const auto& row : seats.rows()) {
        bonus = row.section == section ? std::max(bonus - 2, -kFrontBonus) : kFrontBonus;
        section = row.section;
        const int chance = percent >= 100 ? 100 : std::clamp(static_cast<int>(percent) + bonus, 0, 97);
        for (std::uint32_t i = 0; i < row.seat_count;) {
            const auto group = std::min(1 + random.below(kGroupMax), row.seat_count - i);
            if (static_cast<int>(random.below(100)) < chance) {
                for (std::uint32_t k = 0; k < group; ++k) sold.push_back(row.first + i + k);
            }
            i += group;
        }
    }
    return sold;
}

}  // namespace

Task<DemoSummary> load_demo_season(CatalogStore& store, Timestamp now, FeeRule fees, Random& random) {
    DemoSummary summary;
    std::vector<LoadedVenue> venues;
    for (const auto& venue : demo_venues()) {
        LoadedVenue loaded = co_await add_demo_venue(store, venue, VenueId::make(now, random));
        venues.push_back(std::move(loaded));
    }
    std::vector<EventRecord> records;
    for (const auto& event : demo_events()) {
        const auto& venue = venues[event.venue];
        records.push_back(
            make_record(event, demo_venues()[event.venue], venue, now, EventId::make(now, random)));
        summary.seats += venue.seats.seat_count();
        if (event.sold_percent == 0) continue;
        summary.sales.push_back({records.back().id, choose_sold(venue.seats, event.sold_percent, random)});
    }
    summary.venues = static_cast<std::uint32_t>(venues.size());
    summary.events = static_cast<std::uint32_t>(records.size());
    co_await store.add_events(std::move(records), fees);
    co_return summary;
}

}  // namespace fairgate
