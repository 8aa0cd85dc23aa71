#include "contract/catalog/catalog_store_contract.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace fairgate::testing {
namespace {

constexpr std::array<const char*, 4> kCities = {"Berlin", "Paris", "Oslo", "Rome"};
constexpr std::array<const char*, 3> kCategories = {"Concert", "Sports", "Opera"};
constexpr std::array<const char*, 6> kWords = {"night", "river", "nightingale", "moon", "Tide", "tidal"};
constexpr std::array kStatuses = {EventStatus::upcoming, EventStatus::on_sale,   EventStatus::paused,
                                  EventStatus::sold_out, EventStatus::completed, EventStatus::cancelled};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// The search said again in plain code over all events, to compare the store with.
class SearchModel {
  public:
    struct Entry {
        EventRecord event;
        std::string city;
        std::string venue;
        MinorUnits price;
    };

    std::vector<Entry> entries;

    bool matches(const Entry& e, const EventQuery& q, Timestamp now, bool by_city, bool by_category) const {
        const auto status = status_at(e.event, now);
        return has_words(e, q.words) && (!by_city || q.city.empty() || lower(q.city) == lower(e.city)) &&
               (!by_category || q.category.empty() || lower(q.category) == lower(e.event.category)) &&
               (!q.from || e.event.event_date >= *q.from) && (!q.to || e.event.event_date < *q.to) &&
               (q.statuses.empty() || std::ranges::find(q.statuses, status) != q.statuses.end()) &&
               (!q.min_price || e.price >= *q.min_price) && (!q.max_price || e.price <= *q.max_price);
    }

    /// In order; not for relevance.
    std::vector<EventId> ids(const EventQuery& q, Timestamp now) const {
        std::vector<Entry> found;
        std::ranges::copy_if(entries, std::back_inserter(found),
                             [&](const Entry& e) { return matches(e, q, now, true, true); });
        std::ranges::sort(found, [&](const Entry& a, const Entry& b) {
            if (q.sort == api::EventSort::price && a.price != b.price) return a.price < b.price;
            const auto name_a = lower(a.event.name);
            const auto name_b = lower(b.event.name);
            if (q.sort == api::EventSort::name && name_a != name_b) return name_a < name_b;
            const bool by_date = q.sort == api::EventSort::date || q.sort == api::EventSort::relevance;
            if (by_date && a.event.event_date != b.event.event_date)
                return a.event.event_date < b.event.event_date;
            return a.event.id < b.event.id;
        });
        std::vector<EventId> ids;
        for (const auto& e : found) ids.push_back(e.event.id);
        return ids;
    }

    std::map<std::string, std::uint32_t> cities(const EventQuery& q, Timestamp now) const {
        std::map<std::string, std::uint32_t> counts;
        for (const auto& e : entries) {
            if (matches(e, q, now, false, true)) ++counts[e.city];
        }
        return counts;
    }

  private:
    static std::vector<std::string> split(const std::string& text) {
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < text.size();) {
            const auto end = std::min(text.find(' ', i), text.size());
            if (end > i) parts.push_back(lower(text.substr(i, end - i)));
            i = end + 1;
        }
        return parts;
    }

    static bool has_words(const Entry& e, const std::string& words) {
        const auto wanted = split(words);
        const auto& event = e.event;
        const auto all =
            split(event.name + " " + event.description + " " + e.venue + " " + e.city + " " + event.category);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const bool last = i + 1 == wanted.size();
            const bool found = std::ranges::any_of(all, [&](const std::string& word) {
                return last ? word.starts_with(wanted[i]) : word == wanted[i];
            });
            if (!found) return false;
        }
        return true;
    }
};

/// Random events and searches for a store.
class RandomCatalog {
  public:
    static constexpr Timestamp kNow = CatalogStoreContract::kNow;

    explicit RandomCatalog(CatalogStoreContract& test) : test_(test) {}

    template <class Items>
    auto pick(const Items& items) {
        return items[test_.random_.below(static_cast<std::uint32_t>(items.size()))];
    }
    bool one_in(std::uint32_t n) { return test_.random_.below(n) == 0; }
    /// A few distinct moments around now, so that ties and exact hits are frequent.
    Timestamp some_time() { return kNow + std::chrono::hours(static_cast<int>(test_.random_.below(9)) - 4); }

    SearchModel add_random_events(std::uint32_t count) {
        SearchModel model;
        std::vector<EventRecord> events;
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::string city = pick(kCities);
            const std::string venue = std::string("Hall ") + pick(kWords);
            EventRecord event = test_.some_event(std::string(pick(kWords)) + " " + pick(kWords));
            event.venue_id = test_.add_venue(venue, city);
            event.plan_hash = test_.add_plan(event.venue_id, venue + city);
            event.description = pick(kWords);
            event.category = pick(kCategories);
            event.event_date = some_time();
            event.on_sale_date = some_time();
            event.status = pick(kStatuses);
            event.fares[0].price = MinorUnits{100 * test_.random_.below(6)};
            const auto price = event.fares[0].price;
            model.entries.push_back({event, city, venue, price + test_.fees_.of(price)});
            events.push_back(std::move(event));
        }
        test_.add(std::move(events));
        return model;
    }

    EventQuery random_query() {
        EventQuery query;
        if (one_in(3)) query.words = pick(kWords);
        if (one_in(5)) query.words += std::string(" ") + std::string(pick(kWords)).substr(0, 3);
        if (one_in(3)) query.city = pick(kCities);
        if (one_in(4)) query.category = lower(pick(kCategories));
        if (one_in(3)) query.from = some_time();
        if (one_in(3)) query.to = some_time();
        while (one_in(2)) query.statuses.push_back(pick(kStatuses));
        if (one_in(4)) query.min_price = MinorUnits{105 * test_.random_.below(6)};
        if (one_in(4)) query.max_price = MinorUnits{105 * test_.random_.below(6)};
        query.sort = pick(std::array{api::EventSort::date, api::EventSort::price, api::EventSort::name,
                                     api::EventSort::relevance});
        query.limit = 1 + test_.random_.below(7);
        return query;
    }

    std::vector<EventId> walk(EventQuery query, Timestamp now, std::uint32_t total) {
        std::vector<EventId> all;
        for (;;) {
            const auto page = test_.search(query, now);
            EXPECT_EQ(page.total, total);
            EXPECT_LE(page.events.size(), query.limit);
            all.insert(all.end(), page.events.begin(), page.events.end());
            if (!page.next_cursor || all.size() > total) return all;
            EXPECT_EQ(page.events.size(), query.limit);
            query.cursor = *page.next_cursor;
        }
    }

  private:
    CatalogStoreContract& test_;
};

TEST_P(CatalogStoreContract, EverySearchFindsWhatPlainCodeFindsPageByPage) {
    constexpr int kQueries = 300;
    RandomCatalog catalog(*this);
    const auto model = catalog.add_random_events(80);
    int found_some = 0;
    for (int i = 0; i < kQueries; ++i) {
        SCOPED_TRACE("seed 7, query " + std::to_string(i));
        const auto query = catalog.random_query();
        const auto now = catalog.some_time();
        const auto expected = model.ids(query, now);
        auto found = catalog.walk(query, now, static_cast<std::uint32_t>(expected.size()));
        if (!expected.empty()) ++found_some;
        if (query.sort == api::EventSort::relevance && !query.words.empty()) {
            EXPECT_EQ(std::set(found.begin(), found.end()), std::set(expected.begin(), expected.end()));
            EXPECT_EQ(found.size(), expected.size());
        } else {
            EXPECT_EQ(found, expected);
        }
        std::map<std::string, std::uint32_t> cities;
        for (const auto& value : search(query, now).cities) cities[value.value] = value.count;
        EXPECT_EQ(cities, model.cities(query, now));
        if (HasFailure()) return;
    }
    EXPECT_GT(found_some, kQueries / 4);
}

TEST_P(CatalogStoreContract, TheStatusInASearchIsAlwaysStatusAt) {
    RandomCatalog catalog(*this);
    const auto model = catalog.add_random_events(120);
    for (int hour = -5; hour <= 5; ++hour) {
        for (const auto millisecond : {-1, 0, 1}) {
            const auto now = kNow + std::chrono::hours(hour) + std::chrono::milliseconds(millisecond);
            for (const auto status : kStatuses) {
                EventQuery query{.statuses = {status}, .limit = 1'000};
                EXPECT_EQ(search(query, now).events, model.ids(query, now));
            }
        }
    }
}

}  // namespace
}  // namespace fairgate::testing
