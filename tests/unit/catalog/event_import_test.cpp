#include "catalog/event_import.hpp"

#include "adapters/sqlite/sqlite_catalog_store.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"
#include "unit/catalog/plan_texts.hpp"

#include <gmock/gmock.h>

#include <functional>

namespace fairgate::testing {
namespace {

using ::testing::HasSubstr;

constexpr Timestamp kNow{std::chrono::milliseconds{1'800'000'000'000}};

json::value good_events() {
    return json::parse(
        R"({"events": [{"venue": "Hall", "city": "Berlin", "name": "The Tempest",
        "category": "Theatre",
        "eventDate": "2027-03-14T19:30:00+01:00", "onSaleDate": "2027-01-10T10:00:00+01:00",
        "currency": "EUR",
        "prices": [{"category": "Stalls", "price": 6400}]}]})");
}

json::object& first_event(json::value& file) {
    return file.at("events").at(0).as_object();
}

class EventImport : public ::testing::Test {
  protected:
    EventImport() {
        const auto venue = run_task(store_.add_venue({.id = VenueId{5},
                                                      .name = "Hall",
                                                      .city = "Berlin",
                                                      .country = "DE",
                                                      .time_zone = "UTC",
                                                      .section_config = {}}));
        auto plan = imported(good_plan());
        hash_ = plan.plan.hash;
        run_task(store_.add_plan({venue, plan.plan, plan.json}));
    }

    std::expected<std::vector<EventRecord>, ImportError> import(const json::value& file) {
        auto drafts = read_events_file(json::serialize(file));
        if (!drafts) return std::unexpected(drafts.error());
        return run_task(resolve_events(store_, std::move(*drafts), kNow, random_));
    }

    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    SqliteCatalogStore store_{file_};
    SeededRandom random_{3};
    std::string hash_;
};

TEST_F(EventImport, AnEventGetsItsVenueAndItsOnlyPlan) {
    const auto events = import(good_events());
    ASSERT_TRUE(events.has_value()) << events.error().path << events.error().reason;
    ASSERT_EQ(events->size(), 1U);
    const auto& event = events->front();
    EXPECT_EQ(event.venue_id, VenueId{5});
    EXPECT_EQ(event.plan_hash, hash_);
    EXPECT_EQ(event.name, "The Tempest");
    EXPECT_EQ(to_rfc3339(event.event_date), "2027-03-14T18:30:00.000Z");
    EXPECT_EQ(event.purchase_limit, 8U);
    EXPECT_EQ(event.fares[0].price, MinorUnits{6'400});
    EXPECT_FALSE(event.high_demand);
    EXPECT_FALSE(event.accounts_only);
    EXPECT_FALSE(event.beacon);
    run_task(store_.add_events(*events, {}));
    EXPECT_EQ(run_task(store_.events()).size(), 1U);
}

TEST_F(EventImport, APlanCanBeNamedByHashOrName) {
    for (const auto& plan : {hash_, std::string("Hall")}) {
        auto file = good_events();
        first_event(file)["plan"] = plan;
        EXPECT_TRUE(import(file).has_value());
    }
}

struct Refusal {
    const char* name;
    std::function<void(json::value&)> damage;
    const char* path;
    const char* reason;
};

class EventRefusal : public EventImport, public ::testing::WithParamInterface<Refusal> {};

TEST_P(EventRefusal, NamesThePlaceAndTheReason) {
    auto file = good_events();
    GetParam().damage(file);
    const auto events = import(file);
    ASSERT_FALSE(events.has_value());
    EXPECT_EQ(events.error().path, GetParam().path);
    EXPECT_THAT(events.error().reason, HasSubstr(GetParam().reason));
}

Refusal set(const char* name, const char* member, json::value value, const char* path, const char* reason) {
    return {name, [=](json::value& file) { first_event(file)[member] = value; }, path, reason};
}

INSTANTIATE_TEST_SUITE_P(
    Each, EventRefusal,
    ::testing::Values(
        Refusal{"Empty", [](json::value& f) { f.at("events").as_array().clear(); }, "$.events",
                "must hold an event"},
        Refusal{"NoName", [](json::value& f) { first_event(f).erase("name"); }, "$.events[0].name",
                "is required"},
        set("EmptyName", "name", "", "$.events[0].name", "must not be empty"),
        set("UnknownVenue", "venue", "Nowhere", "$.events[0].venue", "is not known"),
        set("OtherCity", "city", "Paris", "$.events[0].venue", "is not known"),
        set("UnknownPlan", "plan", "x", "$.events[0].plan", "is no plan of this venue"),
        set("BadDate", "eventDate", "tomorrow", "$.events[0].eventDate", "must be an RFC 3339 time"),
        set("OnSaleTooLate", "onSaleDate", "2028-01-01T00:00:00Z", "$.events[0].onSaleDate",
            "must be before eventDate"),
        set("BadCurrency", "currency", "euro", "$.events[0].currency", "ISO 4217"),
        set("BadFlag", "highDemand", 1, "$.events[0].highDemand", "must be true or false"),
        set("AccountsWithoutARoom", "accountsOnly", true, "$.events[0].accountsOnly", "needs highDemand"),
        set("BeaconWithoutARoom", "beacon", json::parse(R"({"source":"drand","round":1})"),
            "$.events[0].beacon", "needs highDemand"),
        set("NoRound", "beacon", json::parse(R"({"source":"drand","round":0})"), "$.events[0].beacon.round",
            "must be between"),
        set("NoSource", "beacon", json::parse(R"({"source":"","round":1})"), "$.events[0].beacon.source",
            "must not be empty"),
        set("NoLimit", "purchaseLimit", 0, "$.events[0].purchaseLimit", "must be between"),
        set("NoPrices", "prices", json::array{}, "$.events[0].prices", "must hold a price"),
        set("Fraction", "prices", json::parse(R"([{"category":"Stalls","price":1.5}])"),
            "$.events[0].prices[0].price", "must be a whole number"),
        set("NegativePrice", "prices", json::parse(R"([{"category":"Stalls","price":-1}])"),
            "$.events[0].prices[0].price", "must be between"),
        set("PriceTwice", "prices",
            json::parse(R"([{"category":"Stalls","price":1},{"category":"Stalls","price":2}])"),
            "$.events[0].prices[1].category", "has a price already"),
        set("PriceMissing", "prices", json::parse(R"([{"category":"Box","price":1}])"), "$.events[0].prices",
            "has no price for \"Stalls\"; the plan's categories are \"Stalls\""),
        set("PriceTooMany", "prices",
            json::parse(R"([{"category":"Stalls","price":1},{"category":"Box","price":2}])"),
            "$.events[0].prices[1].category", "is no category of the seating plan"),
        set("UnknownProperty", "colour", "red", "$", "\"colour\"")),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace fairgate::testing
