#include "catalog/event_page_builder.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace fairgate {
namespace {

constexpr std::size_t kWordsMax = 16;

std::vector<api::FacetValue> facet(const std::map<std::string, std::uint32_t>& counts) {
    std::vector<api::FacetValue> values;
    for (const auto& [value, count] : counts) values.push_back({value, count});
    std::ranges::sort(values, {}, [](const auto& v) {
        return std::pair(-std::int64_t{v.count}, std::string_view(v.value));
    });
    return values;
}

bool is_word_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0;
}

}  // namespace

std::expected<EventPageBuilder, SearchError> EventPageBuilder::begin(const EventQuery& query) {
    std::optional<EventCursor> after;
    if (!query.cursor.empty()) {
        after = read_event_cursor(query.cursor, query.sort);
        const bool is_text = after && std::holds_alternative<std::string>(after->key);
        if (!after || is_text != (query.sort == api::EventSort::name)) {
            return std::unexpected(SearchError::bad_cursor);
        }
    }
    return EventPageBuilder(query, std::move(after));
}

void EventPageBuilder::add(EventMatch match) {
    if (match.category_fits) ++cities_[std::string(match.city)];
    if (match.city_fits) ++categories_[std::string(match.category)];
    if (!match.city_fits || !match.category_fits) return;
    ++page_.total;
    if (is_full_) return;
    EventCursor place{query_.sort, std::move(match.key), match.id};
    if (after_ && place <= *after_) return;
    if (page_.events.size() == std::max(query_.limit, 1U)) {
        is_full_ = true;
        page_.next_cursor = to_text(last_);
        return;
    }
    page_.events.push_back(place.id);
    last_ = std::move(place);
}

EventPage EventPageBuilder::finish() {
    page_.cities = facet(cities_);
    page_.categories = facet(categories_);
    return std::move(page_);
}

std::vector<std::string_view> search_words(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t begin = 0; begin < text.size() && words.size() < kWordsMax;) {
        std::size_t end = begin;
        while (end < text.size() && is_word_byte(text[end])) ++end;
        if (end > begin) words.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

}  // namespace fairgate
