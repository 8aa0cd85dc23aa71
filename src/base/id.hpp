#pragma once

#include "base/random.hpp"
#include "base/time.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace fairgate {

/// Thirteen characters of Crockford's base 32 in lower case, most significant first, so that text sorts as
/// numbers do.
std::string id_to_text(std::uint64_t value);

/// The opposite; empty unless `text` is exactly what `id_to_text` writes for a number below 2^63.
std::optional<std::uint64_t> id_from_text(std::string_view text);

/// 42 bits of milliseconds, then 21 random bits: nearly sorted by age, so that new rows land at the end of an
/// index.
std::uint64_t new_id(Timestamp now, Random& random);

/// An identifier of one kind of thing. 0 is no id. Positive as a signed 64-bit number, as databases want it.
template <class Tag>
struct Id {
    std::uint64_t value = 0;

    static Id make(Timestamp now, Random& random) { return Id{new_id(now, random)}; }
    static std::optional<Id> parse(std::string_view text) {
        const auto value = id_from_text(text);
        if (!value || *value == 0) return std::nullopt;
        return Id{*value};
    }

    std::string text() const { return id_to_text(value); }
    explicit operator bool() const { return value != 0; }
    auto operator<=>(const Id&) const = default;
};

using VenueId = Id<struct VenueTag>;
using EventId = Id<struct EventTag>;
using SessionId = Id<struct SessionTag>;
using UserId = Id<struct UserTag>;
using HoldId = Id<struct HoldTag>;
using OrderId = Id<struct OrderTag>;
using TicketId = Id<struct TicketTag>;

}  // namespace fairgate

template <class Tag>
struct std::hash<fairgate::Id<Tag>> {
    std::size_t operator()(fairgate::Id<Tag> id) const noexcept {
        return static_cast<std::size_t>(id.value * 0x9E3779B97F4A7C15ULL);
    }
};
