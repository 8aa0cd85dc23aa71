#pragma once

#include "base/encoding.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/storable_text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace fairgate::postgres {

/// The values of a statement's $1, $2, ... in order, as text. A vector becomes an array. What PostgreSQL
/// cannot keep in a text, a zero or a byte that is not UTF-8, becomes U+FFFD.
class Parameters {
  public:
    template <class... Values>
    explicit Parameters(const Values&... values) {
        (add(values), ...);
    }

    template <class T>
    void add(const T& value) {
        values_.push_back(to_text(value));
    }

    std::size_t size() const { return values_.size(); }
    /// One pointer a value, null for NULL; valid as long as this object.
    std::vector<const char*> pointers() const;

  private:
    using Text = std::optional<std::string>;

    static Text to_text(std::nullopt_t) { return std::nullopt; }
    static Text to_text(bool value) { return value ? "t" : "f"; }
    static Text to_text(std::int64_t value) { return std::to_string(value); }
    static Text to_text(std::uint32_t value) { return std::to_string(value); }
    static Text to_text(int value) { return std::to_string(value); }
    static Text to_text(MinorUnits value) { return std::to_string(value.value); }
    static Text to_text(Timestamp value) { return std::to_string(value.time_since_epoch().count()); }
    static Text to_text(std::chrono::milliseconds value) { return std::to_string(value.count()); }
    static Text to_text(std::string_view value);
    static Text to_text(const std::string& value) { return to_text(std::string_view(value)); }
    static Text to_text(const char* value) { return to_text(std::string_view(value)); }
    static Text to_text(const Bytes& value) { return "\\x" + to_hex(value); }
    template <class Tag>
    static Text to_text(Id<Tag> value) {
        return std::to_string(value.value);
    }
    /// An account in place of a session has the sign bit set (waitingroom/holder.hpp); of no other id does
    /// the database take one.
    static Text to_text(SessionId value) { return std::to_string(static_cast<std::int64_t>(value.value)); }
    template <class T>
    static Text to_text(const std::optional<T>& value) {
        return value ? to_text(*value) : std::nullopt;
    }
    template <class T>
    static Text to_text(const std::vector<T>& items) {
        std::string array = "{";
        // Of the types above a vector holds, only texts and bytes may look like a part of the array.
        constexpr bool is_plain = !std::is_constructible_v<std::string_view, T> && !std::is_same_v<T, Bytes>;
        for (const auto& item : items) append_item(array, to_text(static_cast<const T&>(item)), is_plain);
        array += '}';
        return array;
    }

    static void append_item(std::string& array, const Text& item, bool is_plain);

    std::vector<Text> values_;
};

}  // namespace fairgate::postgres
