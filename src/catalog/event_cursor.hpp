#pragma once

#include "catalog/catalog_store.hpp"

#include <compare>
#include <variant>

namespace fairgate {

/// Where a page of a search ended: the last event's place in the order, which stays where it is when events
/// come and go.
struct EventCursor {
    using Key = std::variant<std::int64_t, std::string>;

    api::EventSort sort = api::EventSort::date;
    /// What the events are sorted by: a number, or a name.
    Key key;
    EventId id;

    auto operator<=>(const EventCursor&) const = default;
};

/// URL-safe text; opaque to clients.
std::string to_text(const EventCursor& cursor);

/// Empty unless `text` is what `to_text` wrote for a cursor of this order.
std::optional<EventCursor> read_event_cursor(std::string_view text, api::EventSort sort);

}  // namespace fairgate
