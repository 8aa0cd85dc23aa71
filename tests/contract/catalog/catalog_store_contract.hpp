#pragma once

#include "base/random.hpp"
#include "catalog/catalog_store.hpp"
#include "support/run_task.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>

namespace fairgate::testing {

/// An empty store of some technology and all that it needs to live.
class CatalogStoreHouse {
  public:
    virtual ~CatalogStoreHouse() = default;
    virtual CatalogStore& store() = 0;
    /// How many seats the event has in the store, all of them available. -1 when one is not, or indexes have
    /// gaps.
    virtual std::int64_t available_seats(EventId event) = 0;
};

struct CatalogStoreMaker {
    const char* name;
    std::function<std::unique_ptr<CatalogStoreHouse>()> make;
};

/// What every CatalogStore must do. An adapter instantiates it with its maker.
class CatalogStoreContract : public ::testing::TestWithParam<CatalogStoreMaker> {
  public:
    static constexpr Timestamp kNow{std::chrono::milliseconds{1'800'000'000'000}};

    CatalogStore& store() { return house_->store(); }
    std::int64_t available_seats(EventId event) { return house_->available_seats(event); }

    VenueId add_venue(const std::string& name, const std::string& city);
    /// A plan of one row with as many seats of one category, "Stalls".
    std::string add_plan(VenueId venue, const std::string& name, std::uint32_t seats = 3);
    /// A plan with this hash at the Lindenhof of that city, both to be added.
    Task<bool> add_plan_at(const std::string& city, const std::string& hash);
    /// On sale, in a month, at 10.00 EUR, at a venue of the fixture's.
    EventRecord some_event(const std::string& name);
    void add(std::vector<EventRecord> events);
    /// Three events at two venues that searches tell apart.
    void add_some_events();
    EventPage search(EventQuery query, Timestamp now = kNow);
    std::vector<std::string> names_found(EventQuery query, Timestamp now = kNow);

    FeeRule fees_{500};
    SeededRandom random_{7};

  private:
    std::unique_ptr<CatalogStoreHouse> house_ = GetParam().make();
    VenueId home_;
    std::string home_plan_;
};

}  // namespace fairgate::testing
