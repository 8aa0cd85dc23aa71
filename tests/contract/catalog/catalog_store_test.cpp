#include "contract/catalog/catalog_store_contract.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>

#include <future>

namespace fairgate::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

EventQuery words(std::string text) {
    return {.words = std::move(text)};
}

TEST_P(CatalogStoreContract, AVenueOfTheSameNameAndCityIsAddedOnce) {
    const auto first = add_venue("Lindenhof", "Berlin");
    EXPECT_EQ(add_venue("Lindenhof", "Berlin"), first);
    EXPECT_NE(add_venue("Lindenhof", "Hamburg"), first);
    EXPECT_EQ(run_task(store().venues()).size(), 2U);
}

TEST_P(CatalogStoreContract, AVenueComesBackAsItWasAdded) {
    const auto id = add_venue("Théâtre", "Paris");
    const auto venues = run_task(store().venues());
    ASSERT_EQ(venues.size(), 1U);
    EXPECT_EQ(venues[0].id, id);
    EXPECT_EQ(venues[0].name, "Théâtre");
    EXPECT_EQ(venues[0].city, "Paris");
    EXPECT_EQ(venues[0].country, "DE");
    EXPECT_EQ(venues[0].time_zone, "Europe/Berlin");
}

TEST_P(CatalogStoreContract, APlanIsServedByteForByte) {
    const auto venue = add_venue("Lindenhof", "Berlin");
    PlanRecord record{.venue_id = venue, .plan = {}, .json = "{\"name\":\"é \\u0041\", \"categories\":[]}"};
    record.plan.hash = "abc";
    record.plan.seat_count = 1;
    run_task(store().add_plan(record));
    EXPECT_EQ(run_task(store().find_plan("abc")), record.json);
    EXPECT_EQ(run_task(store().find_plan("unknown")), std::nullopt);
}

TEST_P(CatalogStoreContract, AddingAKnownPlanChangesNothing) {
    const auto venue = add_venue("Lindenhof", "Berlin");
    const auto hash = add_plan(venue, "Great hall", 3);
    const auto before = run_task(store().find_plan(hash));
    add_plan(venue, "Great hall", 5);
    EXPECT_EQ(run_task(store().find_plan(hash)), before);
}

TEST_P(CatalogStoreContract, AVenueIsAddedWithItsPlanOrNotAtAll) {
    const auto add = [this](const std::string& city, const std::string& hash) {
        return run_task(add_plan_at(city, hash));
    };
    EXPECT_TRUE(add("Berlin", "one"));
    EXPECT_TRUE(add("Berlin", "one")) << "again";
    EXPECT_TRUE(add("Berlin", "two")) << "the venue is known";
    EXPECT_FALSE(add("Hamburg", "one"));
    const auto venues = run_task(store().venues());
    ASSERT_EQ(venues.size(), 1U);
    EXPECT_EQ(venues[0].city, "Berlin");
    EXPECT_TRUE(add("Hamburg", "three"));
    EXPECT_FALSE(add("Hamburg", "two")) << "both venues are known";
    const auto plans = run_task(store().plans());
    ASSERT_EQ(plans.size(), 3U);
    for (const auto& plan : plans) EXPECT_EQ(plan.venue_id == venues[0].id, plan.hash != "three");
}

TEST_P(CatalogStoreContract, OneOfThoseWhoAddAPlanAtTheSameMomentHasItsVenue) {
    asio::io_context loop;
    std::vector<std::future<bool>> added;
    for (const std::string city : {"Berlin", "Hamburg", "Berlin", "Hamburg"}) {
        added.push_back(asio::co_spawn(loop, add_plan_at(city, "one"), asio::use_future));
    }
    loop.run();
    const bool berlin = added[0].get();
    EXPECT_NE(added[1].get(), berlin);
    EXPECT_EQ(added[2].get(), berlin);
    EXPECT_NE(added[3].get(), berlin);
    EXPECT_EQ(run_task(store().venues()).size(), 1U);
}

TEST_P(CatalogStoreContract, PlansAreListedWithTheirCategories) {
    const auto venue = add_venue("Lindenhof", "Berlin");
    const auto hash = add_plan(venue, "Great hall", 3);
    const auto plans = run_task(store().plans());
    ASSERT_EQ(plans.size(), 1U);
    EXPECT_EQ(plans[0].hash, hash);
    EXPECT_EQ(plans[0].venue_id, venue);
    EXPECT_EQ(plans[0].name, "Great hall");
    EXPECT_EQ(plans[0].seat_count, 3U);
    EXPECT_THAT(plans[0].categories, ElementsAre("Stalls"));
}

TEST_P(CatalogStoreContract, AnEventComesBackAsItWasAdded) {
    auto event = some_event("Nightferry");
    event.high_demand = true;
    event.accounts_only = true;
    event.beacon = BeaconRound{"drand quicknet", 9'000'000'000};
    event.fares = {{"Balcony", MinorUnits{0}}, {"Stalls", MinorUnits{12'345}}};
    add({event});
    const auto found = run_task(store().find_event(event.id));
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->id, event.id);
    EXPECT_EQ(found->venue_id, event.venue_id);
    EXPECT_EQ(found->plan_hash, event.plan_hash);
    EXPECT_EQ(found->name, event.name);
    EXPECT_EQ(found->description, event.description);
    EXPECT_EQ(found->category, event.category);
    EXPECT_EQ(found->event_date, event.event_date);
    EXPECT_EQ(found->on_sale_date, event.on_sale_date);
    EXPECT_EQ(found->status, event.status);
    EXPECT_TRUE(found->high_demand);
    EXPECT_TRUE(found->accounts_only);
    EXPECT_EQ(found->beacon, event.beacon);
    EXPECT_EQ(found->currency, "EUR");
    EXPECT_EQ(found->purchase_limit, 8U);
    ASSERT_EQ(found->fares.size(), 2U);
    EXPECT_EQ(found->fares[0].category, "Balcony");
    EXPECT_EQ(found->fares[1].price, MinorUnits{12'345});
}

TEST_P(CatalogStoreContract, AnUnknownEventIsNotFound) {
    EXPECT_EQ(run_task(store().find_event(EventId{12345})), std::nullopt);
}

TEST_P(CatalogStoreContract, EveryEventIsListed) {
    const auto a = some_event("A");
    const auto b = some_event("B");
    add({a, b});
    std::vector<EventId> ids;
    for (const auto& event : run_task(store().events())) ids.push_back(event.id);
    EXPECT_THAT(ids, UnorderedElementsAre(a.id, b.id));
}

TEST_P(CatalogStoreContract, AnEventBeginsWithAllSeatsOfItsPlanAvailable) {
    auto event = some_event("Nightferry");
    event.plan_hash = add_plan(event.venue_id, "Large", 5'000);
    add({event});
    EXPECT_EQ(available_seats(event.id), 5'000);
}

TEST_P(CatalogStoreContract, EventsAreAddedAllOrNone) {
    const auto good = some_event("Good");
    auto bad = some_event("Bad");
    bad.plan_hash = "no such plan";
    EXPECT_ANY_THROW(add({good, bad}));
    EXPECT_THAT(run_task(store().events()), IsEmpty());
    EXPECT_EQ(available_seats(good.id), 0);
    EXPECT_THAT(search({}).events, IsEmpty());
    EXPECT_THAT(search(words("good")).events, IsEmpty());
}

TEST_P(CatalogStoreContract, AStatusChangesOnlyFromTheExpectedOne) {
    const auto event = some_event("Nightferry");
    add({event});
    EXPECT_FALSE(run_task(store().change_status(event.id, EventStatus::paused, EventStatus::sold_out)));
    EXPECT_EQ(run_task(store().find_event(event.id))->status, EventStatus::on_sale);
    EXPECT_TRUE(run_task(store().change_status(event.id, EventStatus::on_sale, EventStatus::sold_out)));
    EXPECT_EQ(run_task(store().find_event(event.id))->status, EventStatus::sold_out);
    EXPECT_FALSE(run_task(store().change_status(EventId{1}, EventStatus::on_sale, EventStatus::paused)));
}

TEST_P(CatalogStoreContract, FindsWordsInAnyField) {
    add_some_events();
    EXPECT_THAT(names_found(words("puccini")), ElementsAre("La Bohème"));
    EXPECT_THAT(names_found(words("opera")), ElementsAre("La Bohème"));
    EXPECT_THAT(names_found(words("tilleuls")), ElementsAre("Jazz O'Clock"));
    EXPECT_THAT(names_found(words("malmö")), ElementsAre("Jazz O'Clock"));
    EXPECT_THAT(names_found(words("zzz")), IsEmpty());
}

TEST_P(CatalogStoreContract, CaseAndAccentsDoNotMatter) {
    add_some_events();
    EXPECT_THAT(names_found(words("BOHEME")), ElementsAre("La Bohème"));
    EXPECT_THAT(names_found(words("theâtre MALMO")), ElementsAre("Jazz O'Clock"));
}

TEST_P(CatalogStoreContract, AllWordsMustOccurAndTheLastMayBeABeginning) {
    add_some_events();
    EXPECT_THAT(names_found(words("beethoven nin")), ElementsAre("Beethoven: The Ninth"));
    EXPECT_THAT(names_found(words("beet ninth")), IsEmpty());
    EXPECT_THAT(names_found(words("puccini jazz")), IsEmpty());
}

TEST_P(CatalogStoreContract, AMatchInTheNameComesFirst) {
    add_some_events();
    EventQuery query = words("beethoven");
    query.sort = api::EventSort::relevance;
    EXPECT_THAT(names_found(query), ElementsAre("Beethoven: The Ninth", "La Bohème"));
}

TEST_P(CatalogStoreContract, WhatLooksLikeAQueryLanguageIsOnlyWords) {
    add_some_events();
    for (const std::string text : {"\"",
                                   "\"\"\"",
                                   "jazz\"",
                                   "jazz AND",
                                   "NOT jazz",
                                   "OR",
                                   "NEAR(jazz, 2)",
                                   "name:jazz",
                                   "name : jazz",
                                   "{name}: x",
                                   "jazz*",
                                   "*",
                                   "^jazz",
                                   "(",
                                   ")",
                                   "((jazz)",
                                   "a+b",
                                   "-jazz",
                                   "jazz - o",
                                   "'; DROP TABLE events; --",
                                   "%",
                                   "_",
                                   "\\",
                                   "--",
                                   "/*",
                                   "😀",
                                   "\xC3",
                                   "\xFF\xFE",
                                   "‘’",
                                   "–",
                                   "\t\n"}) {
        SCOPED_TRACE(text);
        EXPECT_NO_THROW(search(words(text)));
    }
    EXPECT_NO_THROW(search(words(std::string("jazz\0\"", 6))));
    EXPECT_NO_THROW(search(words(std::string(100'000, 'a'))));
    EXPECT_THAT(names_found(words("o'clock")), ElementsAre("Jazz O'Clock"));
    EXPECT_THAT(names_found(words("jazz*")), ElementsAre("Jazz O'Clock"));
    EXPECT_THAT(names_found(words("- jazz -")), ElementsAre("Jazz O'Clock"));
    EXPECT_EQ(run_task(store().events()).size(), 3U);
}

TEST_P(CatalogStoreContract, PunctuationAloneFiltersNothing) {
    add_some_events();
    EXPECT_EQ(search(words("?!")).total, 3U);
}

TEST_P(CatalogStoreContract, FromIsIncludedAndToIsNot) {
    auto event = some_event("A");
    add({event});
    EventQuery query;
    query.from = event.event_date;
    EXPECT_EQ(search(query).total, 1U);
    query.from = event.event_date + std::chrono::milliseconds(1);
    EXPECT_EQ(search(query).total, 0U);
    query.from.reset();
    query.to = event.event_date;
    EXPECT_EQ(search(query).total, 0U);
    query.to = event.event_date + std::chrono::milliseconds(1);
    EXPECT_EQ(search(query).total, 1U);
}

TEST_P(CatalogStoreContract, PricesAreComparedWithTheirFees) {
    add({some_event("A")});  // 10.00 and 5 %
    EventQuery query;
    query.max_price = MinorUnits{1'049};
    EXPECT_EQ(search(query).total, 0U);
    query.max_price = MinorUnits{1'050};
    EXPECT_EQ(search(query).total, 1U);
    query.min_price = MinorUnits{1'051};
    query.max_price.reset();
    EXPECT_EQ(search(query).total, 0U);
}

TEST_P(CatalogStoreContract, FacetsIgnoreTheirOwnFilter) {
    add_some_events();
    EventQuery query;
    query.city = "berlin";
    const auto page = search(query);
    EXPECT_EQ(page.total, 2U);
    ASSERT_EQ(page.cities.size(), 2U);
    EXPECT_EQ(page.cities[0].value, "Berlin");
    EXPECT_EQ(page.cities[0].count, 2U);
    EXPECT_EQ(page.cities[1].value, "Malmö");
    EXPECT_EQ(page.categories.size(), 2U);
}

TEST_P(CatalogStoreContract, ACursorThatWasTamperedWithIsRefused) {
    add_some_events();
    EventQuery query;
    query.limit = 1;
    const auto cursor = search(query).next_cursor;
    ASSERT_TRUE(cursor.has_value());
    const auto refused = [&](const std::string& text, api::EventSort sort) {
        EventQuery next = query;
        next.cursor = text;
        next.sort = sort;
        const auto page = run_task(store().search(next, kNow));
        return !page && page.error() == SearchError::bad_cursor;
    };
    EXPECT_FALSE(refused(*cursor, api::EventSort::date));
    EXPECT_TRUE(refused(*cursor, api::EventSort::name));
    EXPECT_TRUE(refused(*cursor, api::EventSort::price));
    EXPECT_TRUE(refused("x", api::EventSort::date));
    EXPECT_TRUE(refused("%%%", api::EventSort::date));
    EXPECT_TRUE(refused(cursor->substr(1), api::EventSort::date));
    EXPECT_TRUE(refused(*cursor + "AAAA", api::EventSort::date));
    for (std::size_t i = 0; i < cursor->size(); ++i) {
        std::string changed = *cursor;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_TRUE(refused(changed, api::EventSort::date)) << i;
    }
}

TEST_P(CatalogStoreContract, SortsByNameAsAReaderWouldAcrossPages) {
    std::vector<EventRecord> events;
    for (const auto* name :
         {"Zorro", "Évita", "eugene Onegin", "Élan: Vital", "ELAN Vienna", "apollo", "Ötzi"}) {
        events.push_back(some_event(name));
    }
    add(events);
    EventQuery query;
    query.sort = api::EventSort::name;
    query.limit = 1;
    std::vector<std::string> names;
    do {
        for (auto& name : names_found(query)) names.push_back(std::move(name));
        query.cursor = search(query).next_cursor.value_or("");
    } while (!query.cursor.empty());
    EXPECT_THAT(names, ElementsAre("apollo", "ELAN Vienna", "Élan: Vital", "eugene Onegin", "Évita", "Ötzi",
                                   "Zorro"));
}

TEST_P(CatalogStoreContract, APageStaysInPlaceWhileEventsAreAdded) {
    auto b = some_event("B");
    auto d = some_event("D");
    auto f = some_event("F");
    add({b, d, f});
    EventQuery query;
    query.sort = api::EventSort::name;
    query.limit = 2;
    const auto first = search(query);
    EXPECT_THAT(first.events, ElementsAre(b.id, d.id));
    auto a = some_event("A");
    auto e = some_event("E");
    add({a, e});
    query.cursor = first.next_cursor.value();
    EXPECT_THAT(search(query).events, ElementsAre(e.id, f.id));
}

}  // namespace
}  // namespace fairgate::testing
