#include "adapters/sqlite/catalog_search.hpp"

#include "catalog/event_cursor.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

namespace fairgate::sqlite {
namespace {

/// More words than anybody types; each costs a look-up.
constexpr std::size_t kWordsMax = 16;

/// All events that match everything but the city and category asked for, in order: one statement, so that
/// page, total and facets are of one snapshot. The CASE of `status` is status_at.
///
/// ?1 now, ?2 match expression, ?3 from, ?4 to, ?5 statuses as a JSON array, ?6 lowest price, ?7 highest
/// price, ?8 sort, ?9 city, ?10 category; null filters nothing.
constexpr std::string_view kSearch =
    "WITH matches AS ("
    " SELECT rowid AS id, CAST(round(bm25(events_search, 10.0, 1.0, 4.0, 6.0, 3.0) * 1000000) AS INTEGER) AS "
    "rank"
    "  FROM events_search WHERE ?2 IS NOT NULL AND events_search MATCH ifnull(?2, '\"none\"')"
    " UNION ALL SELECT id, event_date FROM events WHERE ?2 IS NULL"
    "), judged AS ("
    " SELECT e.id, e.event_date, e.name_key, e.category, e.min_price, e.max_price, v.city, m.rank,"
    "  CASE WHEN e.status IN ('cancelled', 'completed') THEN e.status"
    "       WHEN ?1 >= e.event_date THEN 'completed'"
    "       WHEN e.status = 'upcoming' AND ?1 >= e.on_sale_date THEN 'on_sale'"
    "       ELSE e.status END AS status"
    "  FROM matches m JOIN events e ON e.id = m.id JOIN venues v ON v.id = e.venue_id"
    ")"
    " SELECT id, CASE ?8 WHEN 'date' THEN event_date WHEN 'price' THEN min_price WHEN 'name' THEN name_key"
    "   ELSE rank END AS sort_key,"
    "  city, category, ?9 IS NULL OR city = ?9 COLLATE NOCASE, ?10 IS NULL OR category = ?10 COLLATE NOCASE"
    " FROM judged"
    " WHERE (?3 IS NULL OR event_date >= ?3) AND (?4 IS NULL OR event_date < ?4)"
    "  AND (?5 IS NULL OR status IN (SELECT value FROM json_each(?5)))"
    "  AND (?6 IS NULL OR max_price >= ?6) AND (?7 IS NULL OR min_price <= ?7)"
    " ORDER BY sort_key, id";

std::optional<std::string> unless_empty(std::string text) {
    if (text.empty()) return std::nullopt;
    return text;
}

std::optional<std::string> status_names(const std::vector<EventStatus>& statuses) {
    if (statuses.empty()) return std::nullopt;
    return to_json_text(statuses);
}

std::vector<api::FacetValue> facet(const std::map<std::string, std::uint32_t>& counts) {
    std::vector<api::FacetValue> values;
    for (const auto& [value, count] : counts) values.push_back({value, count});
    std::ranges::sort(values, {}, [](const auto& v) {
        return std::pair(-std::int64_t{v.count}, std::string_view(v.value));
    });
    return values;
}

EventCursor read_place(const Statement& row, api::EventSort sort) {
    const auto id = row.id<EventId>(0);
    if (sort == api::EventSort::name) return {sort, std::string(row.text(1)), id};
    return {sort, row.integer(1), id};
}

/// Takes the rows of kSearch one by one and keeps what the page needs.
class PageBuilder {
  public:
    PageBuilder(const EventQuery& query, std::optional<EventCursor> after)
        : query_(query), after_(std::move(after)) {}

    void add(const Statement& row) {
        const bool city_fits = row.integer(4) != 0;
        const bool category_fits = row.integer(5) != 0;
        if (category_fits) ++cities_[std::string(row.text(2))];
        if (city_fits) ++categories_[std::string(row.text(3))];
        if (!city_fits || !category_fits) return;
        ++page_.total;
        if (is_full_) return;
        EventCursor place = read_place(row, query_.sort);
        if (after_ && place <= *after_) return;
        if (page_.events.size() == std::max(query_.limit, 1U)) {
            is_full_ = true;
            page_.next_cursor = to_text(last_);
            return;
        }
        page_.events.push_back(place.id);
        last_ = std::move(place);
    }

    EventPage finish() {
        page_.cities = facet(cities_);
        page_.categories = facet(categories_);
        return std::move(page_);
    }

  private:
    const EventQuery& query_;
    std::optional<EventCursor> after_;
    EventCursor last_;
    bool is_full_ = false;
    EventPage page_;
    std::map<std::string, std::uint32_t> cities_;
    std::map<std::string, std::uint32_t> categories_;
};

bool is_word_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0;
}

}  // namespace

std::string match_expression(std::string_view words) {
    std::string expression;
    std::size_t count = 0;
    for (std::size_t begin = 0; begin < words.size() && count < kWordsMax;) {
        if (!is_word_byte(words[begin])) {
            ++begin;
            continue;
        }
        const auto end =
            std::find_if_not(words.begin() + static_cast<std::ptrdiff_t>(begin), words.end(), is_word_byte);
        const auto length = static_cast<std::size_t>(end - words.begin()) - begin;
        expression += count++ == 0 ? "\"" : " \"";
        expression += words.substr(begin, length);
        expression += '"';
        begin += length;
    }
    if (count > 0) expression += '*';
    return expression;
}

std::expected<EventPage, SearchError> search_events(Connection& connection, const EventQuery& query,
                                                    Timestamp now) {
    std::optional<EventCursor> after;
    if (!query.cursor.empty()) {
        after = read_event_cursor(query.cursor, query.sort);
        const bool is_text = after && std::holds_alternative<std::string>(after->key);
        if (!after || is_text != (query.sort == api::EventSort::name)) {
            return std::unexpected(SearchError::bad_cursor);
        }
    }
    PageBuilder page(query, std::move(after));
    auto rows = connection.prepare(kSearch);
    rows.bind_all(now, unless_empty(match_expression(query.words)), query.from, query.to,
                  status_names(query.statuses), query.min_price, query.max_price, enum_name(query.sort),
                  unless_empty(query.city), unless_empty(query.category));
    while (rows.step()) page.add(rows);
    return page.finish();
}

}  // namespace fairgate::sqlite
