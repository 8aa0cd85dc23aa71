#include "adapters/sqlite/catalog_search.hpp"

#include "catalog/event_page_builder.hpp"

namespace fairgate::sqlite {
namespace {

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

EventCursor::Key sort_key(const Statement& row, api::EventSort sort) {
    if (sort == api::EventSort::name) return std::string(row.text(1));
    return row.integer(1);
}

}  // namespace

std::string match_expression(std::string_view words) {
    std::string expression;
    for (const std::string_view word : search_words(words)) {
        expression += expression.empty() ? "\"" : " \"";
        expression += word;
        expression += '"';
    }
    if (!expression.empty()) expression += '*';
    return expression;
}

std::expected<EventPage, SearchError> search_events(Connection& connection, const EventQuery& query,
                                                    Timestamp now) {
    auto page = EventPageBuilder::begin(query);
    if (!page) return std::unexpected(page.error());
    auto rows = connection.prepare(kSearch);
    rows.bind_all(now, unless_empty(match_expression(query.words)), query.from, query.to,
                  status_names(query.statuses), query.min_price, query.max_price, enum_name(query.sort),
                  unless_empty(query.city), unless_empty(query.category));
    while (rows.step()) {
        page->add({.key = sort_key(rows, query.sort),
                   .id = rows.id<EventId>(0),
                   .city = rows.text(2),
                   .category = rows.text(3),
                   .city_fits = rows.integer(4) != 0,
                   .category_fits = rows.integer(5) != 0});
    }
    return page->finish();
}

}  // namespace fairgate::sqlite
