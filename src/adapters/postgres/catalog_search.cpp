#include "adapters/postgres/catalog_search.hpp"

#include "catalog/event_page_builder.hpp"

namespace fairgate::postgres {
namespace {

/// All events that match everything but the city and category asked for, in order: one statement, so that
/// page, total and facets are of one snapshot. The CASE of `status` is status_at.
///
/// $1 now, $2 words, $3 from, $4 to, $5 statuses, $6 lowest price, $7 highest price, $8 sort, $9 city, $10
/// category; null filters nothing. A word of the visitor's can be several by the rules of the search, which
/// then have to follow each other; what is left of it has letters and digits alone, so nothing is syntax.
constexpr std::string_view kSearch = R"sql(
WITH phrases AS (
    SELECT number, replace(fairgate_words(word), ' ', ' <-> ') AS phrase
    FROM unnest($2::text[]) WITH ORDINALITY AS w (word, number) WHERE fairgate_words(word) <> ''),
question AS MATERIALIZED (
    SELECT to_tsquery('simple', string_agg(phrase, ' & ' ORDER BY number) || ':*') AS words FROM phrases),
judged AS (
    SELECT e.id, e.event_date, e.name_key, e.category, e.min_price, e.max_price, v.city,
        CASE WHEN q.words IS NULL THEN e.event_date
             ELSE round(-1000000 * ts_rank('{0.1, 0.3, 0.6, 1.0}', e.search, q.words))::bigint END AS rank,
        CASE WHEN e.status IN ('cancelled', 'completed') THEN e.status
             WHEN $1::bigint >= e.event_date THEN 'completed'
             WHEN e.status = 'upcoming' AND $1 >= e.on_sale_date THEN 'on_sale'
             ELSE e.status END AS status
    FROM question q CROSS JOIN events e JOIN venues v ON v.id = e.venue_id
    WHERE q.words IS NULL OR e.search @@ q.words),
matches AS (
    SELECT j.*, CASE $8::text WHEN 'date' THEN event_date WHEN 'price' THEN min_price ELSE rank END AS number,
        CASE $8 WHEN 'name' THEN name_key ELSE '' END AS text
    FROM judged j
    WHERE ($3::bigint IS NULL OR event_date >= $3) AND ($4::bigint IS NULL OR event_date < $4)
        AND ($5::text[] IS NULL OR status = ANY ($5))
        AND ($6::bigint IS NULL OR max_price >= $6) AND ($7::bigint IS NULL OR min_price <= $7))
SELECT id, number, text, city, category,
    $9::text IS NULL OR lower(city COLLATE "C") = lower($9 COLLATE "C"),
    $10::text IS NULL OR lower(category COLLATE "C") = lower($10 COLLATE "C")
FROM matches
ORDER BY text COLLATE "C", CASE WHEN $8 = 'name' THEN 0 ELSE number END, id
)sql";

std::optional<std::string> unless_empty(std::string text) {
    if (text.empty()) return std::nullopt;
    return text;
}

std::optional<std::vector<std::string>> status_names(const std::vector<EventStatus>& statuses) {
    if (statuses.empty()) return std::nullopt;
    std::vector<std::string> names;
    for (const auto status : statuses) names.emplace_back(enum_name(status));
    return names;
}

EventCursor::Key sort_key(const Row& row, api::EventSort sort) {
    if (sort == api::EventSort::name) return std::string(row.text(2));
    return row.integer(1);
}

}  // namespace

Task<std::expected<EventPage, SearchError>> search_events(Connection& connection, EventQuery query,
                                                          Timestamp now) {
    auto page = EventPageBuilder::begin(query);
    if (!page) co_return std::unexpected(page.error());
    Call call(kSearch, now, search_words(query.words), query.from, query.to, status_names(query.statuses),
              query.min_price, query.max_price, enum_name(query.sort), unless_empty(query.city),
              unless_empty(query.category));
    const Rows rows = co_await connection.ask(std::move(call));
    for (const Row row : rows) {
        page->add({.key = sort_key(row, query.sort),
                   .id = row.id<EventId>(0),
                   .city = row.text(3),
                   .category = row.text(4),
                   .city_fits = row.boolean(5),
                   .category_fits = row.boolean(6)});
    }
    co_return page->finish();
}

}  // namespace fairgate::postgres
