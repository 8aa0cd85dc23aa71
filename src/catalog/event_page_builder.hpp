#pragma once

#include "catalog/event_cursor.hpp"

#include <map>

namespace fairgate {

/// One event that a store has found, in the order asked for: it matches everything but, perhaps, the city and
/// the category.
struct EventMatch {
    /// What the events are sorted by.
    EventCursor::Key key;
    EventId id;
    std::string_view city;
    std::string_view category;
    bool city_fits = true;
    bool category_fits = true;
};

/// Makes the page that a query asks for out of all matches, one by one: what CatalogStore::search has in
/// common in every store.
class EventPageBuilder {
  public:
    /// Fails when the query's cursor is not one of this order. `query` must outlive the builder.
    static std::expected<EventPageBuilder, SearchError> begin(const EventQuery& query);

    void add(EventMatch match);
    EventPage finish();

  private:
    EventPageBuilder(const EventQuery& query, std::optional<EventCursor> after)
        : query_(query), after_(std::move(after)) {}

    const EventQuery& query_;
    std::optional<EventCursor> after_;
    EventCursor last_;
    bool is_full_ = false;
    EventPage page_;
    std::map<std::string, std::uint32_t> cities_;
    std::map<std::string, std::uint32_t> categories_;
};

/// The words of what a visitor typed, in order: runs of letters, digits and bytes beyond ASCII; no more than
/// anybody types, for each costs a look-up. Views into `text`.
std::vector<std::string_view> search_words(std::string_view text);

}  // namespace fairgate
