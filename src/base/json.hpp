#pragma once

// Reads and writes described structs (BOOST_DESCRIBE_STRUCT) and enums (BOOST_DESCRIBE_ENUM) as JSON. A
// member `total_amount` is "totalAmount" on the wire, an enumerator `on_sale` is "on_sale". The same
// descriptions give the JSON Schemas of json_schema.hpp.

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11/algorithm.hpp>

#include <array>
#include <charconv>
#include <concepts>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairgate {

namespace json = boost::json;
namespace describe = boost::describe;

/// What is wrong with a document and where, as a JSON path such as "$.seatIds[2]".
struct JsonError {
    std::string path;
    std::string reason;
};

/// "total_amount" -> "totalAmount".
std::string to_camel_case(std::string_view snake_case);

/// Parses `text`, refusing more than 32 levels of nesting, trailing bytes, invalid UTF-8 and objects with a
/// name twice. The value lives in `storage`.
std::expected<json::value, JsonError> parse_json(std::string_view text,
                                                 const json::storage_ptr& storage = {});

/// Memory for a document that lives no longer than a call: a piece of the stack, and more where that does not
/// suffice, given back all at once.
class CallMemory {
  public:
    json::storage_ptr storage() { return &resource_; }

  private:
    std::array<unsigned char, 4096> bytes_;
    json::monotonic_resource resource_{bytes_.data(), bytes_.size()};
};

template <class T>
concept DescribedStruct = describe::has_describe_members<T>::value && !std::is_enum_v<T>;
template <class T>
concept DescribedEnum = describe::has_describe_enumerators<T>::value;

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_id : std::false_type {};
template <class Tag>
struct is_id<Id<Tag>> : std::true_type {};

template <class T>
using MembersOf = describe::describe_members<T, describe::mod_any_access | describe::mod_inherited>;

template <DescribedEnum E>
std::string_view enum_name(E value) {
    return describe::enum_to_string(value, "");
}

template <DescribedEnum E>
std::optional<E> enum_from_name(std::string_view name) {
    std::optional<E> found;
    boost::mp11::mp_for_each<describe::describe_enumerators<E>>([&](auto d) {
        if (name == d.name) found = d.value;
    });
    return found;
}

namespace detail {

/// Appends `text` in quotes, escaped.
void write_text(std::string& out, std::string_view text);

template <std::integral T>
void write_integer(std::string& out, T value) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

template <class T>
void write_array(std::string& out, const std::vector<T>& items);
template <DescribedStruct T>
void write_object(std::string& out, const T& value);

}  // namespace detail

/// Appends `value` as JSON. Members that hold an empty optional are left out.
template <class T>
void write_json(std::string& out, const T& value) {
    if constexpr (std::same_as<T, json::value>) {
        out += json::serialize(value);
    } else if constexpr (std::same_as<T, Timestamp>) {
        detail::write_text(out, to_rfc3339(value));
    } else if constexpr (std::same_as<T, MinorUnits>) {
        detail::write_integer(out, value.value);
    } else if constexpr (is_id<T>::value) {
        detail::write_text(out, value.text());
    } else if constexpr (DescribedEnum<T>) {
        detail::write_text(out, enum_name(value));
    } else if constexpr (is_optional<T>::value) {
        value ? write_json(out, *value) : void(out += "null");
    } else if constexpr (is_vector<T>::value) {
        detail::write_array(out, value);
    } else if constexpr (DescribedStruct<T>) {
        detail::write_object(out, value);
    } else if constexpr (std::same_as<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::integral<T>) {
        detail::write_integer(out, value);
    } else if constexpr (std::floating_point<T>) {
        out += json::serialize(json::value(value));
    } else {
        detail::write_text(out, value);
    }
}

template <class T>
void detail::write_array(std::string& out, const std::vector<T>& items) {
    char before = '[';
    for (const auto& item : items) {
        out += before;
        write_json(out, item);
        before = ',';
    }
    out += items.empty() ? "[]" : "]";
}

template <DescribedStruct T>
void detail::write_object(std::string& out, const T& value) {
    char before = '{';
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
        const auto& field = value.*member.pointer;
        if constexpr (is_optional<std::decay_t<decltype(field)>>::value) {
            if (!field) return;
        }
        static const std::string name = '"' + to_camel_case(member.name) + "\":";
        out += before;
        out += name;
        write_json(out, field);
        before = ',';
    });
    out += before == '{' ? "{}" : "}";
}

template <class T>
std::string to_json_text(const T& value) {
    std::string text;
    write_json(text, value);
    return text;
}

template <class T>
std::expected<T, JsonError> from_json(const json::value& value, const std::string& path = "$");

namespace detail {

std::unexpected<JsonError> wrong(const std::string& path, std::string reason);
std::expected<std::int64_t, JsonError> read_integer(const json::value& value, const std::string& path,
                                                    std::int64_t min, std::int64_t max);

template <class T>
std::expected<T, JsonError> read_struct(const json::value& value, const std::string& path) {
    if (!value.is_object()) return wrong(path, "must be an object");
    const auto& object = value.get_object();
    T result{};
    std::optional<JsonError> error;
    std::size_t known = 0;
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
        if (error) return;
        using Field = std::decay_t<decltype(result.*member.pointer)>;
        static const std::string name = to_camel_case(member.name);
        const auto* field = object.if_contains(name);
        if (field) ++known;
        if (!field || (is_optional<Field>::value && field->is_null())) {
            if constexpr (!is_optional<Field>::value) error = JsonError{path + "." + name, "is required"};
            return;
        }
        auto read = from_json<Field>(*field, path + "." + name);
        if (read) {
            result.*member.pointer = std::move(*read);
        } else {
            error = std::move(read.error());
        }
    });
    if (error) return std::unexpected(std::move(*error));
    if (known != object.size()) {
        for (const auto& [key, unused] : object) {
            bool expected = false;
            boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
                expected = expected || to_camel_case(member.name) == std::string_view(key);
            });
            if (!expected) return wrong(path + "." + std::string(key), "is not a known property");
        }
    }
    return result;
}

template <class T>
std::expected<T, JsonError> read_vector(const json::value& value, const std::string& path) {
    if (!value.is_array()) return wrong(path, "must be an array");
    T items;
    items.reserve(value.get_array().size());
    for (const auto& item : value.get_array()) {
        auto read = from_json<typename T::value_type>(item, path + "[" + std::to_string(items.size()) + "]");
        if (!read) return std::unexpected(std::move(read.error()));
        items.push_back(std::move(*read));
    }
    return items;
}

template <class E>
std::expected<E, JsonError> read_enum(const json::value& value, const std::string& path) {
    const auto found =
        value.is_string() ? enum_from_name<E>(std::string_view(value.get_string())) : std::nullopt;
    if (found) return *found;
    std::string names;
    boost::mp11::mp_for_each<describe::describe_enumerators<E>>(
        [&](auto d) { names += (names.empty() ? "" : ", ") + std::string(d.name); });
    return wrong(path, "must be one of " + names);
}

}  // namespace detail

/// Reads a `T` strictly: required members present, no unknown ones, types exact, integers in range.
template <class T>
std::expected<T, JsonError> from_json(const json::value& value, const std::string& path) {
    using detail::wrong;
    if constexpr (std::same_as<T, json::value>) {
        // A plain copy would go on living in the document's memory.
        return json::value(value, json::storage_ptr());
    } else if constexpr (std::same_as<T, std::string>) {
        if (!value.is_string()) return wrong(path, "must be a string");
        return std::string(value.get_string());
    } else if constexpr (std::same_as<T, bool>) {
        if (!value.is_bool()) return wrong(path, "must be true or false");
        return value.get_bool();
    } else if constexpr (std::integral<T>) {
        const auto max = std::min<std::uint64_t>(std::numeric_limits<T>::max(), INT64_MAX);
        const auto read =
            detail::read_integer(value, path, std::numeric_limits<T>::min(), static_cast<std::int64_t>(max));
        if (!read) return std::unexpected(read.error());
        return static_cast<T>(*read);
    } else if constexpr (std::floating_point<T>) {
        if (!value.is_number()) return wrong(path, "must be a number");
        return value.to_number<T>();
    } else if constexpr (std::same_as<T, MinorUnits>) {
        const auto read = detail::read_integer(value, path, INT64_MIN, INT64_MAX);
        if (!read) return std::unexpected(read.error());
        return MinorUnits{*read};
    } else if constexpr (std::same_as<T, Timestamp>) {
        const auto read =
            value.is_string() ? from_rfc3339(std::string_view(value.get_string())) : std::nullopt;
        if (!read) return wrong(path, "must be an RFC 3339 time such as 2026-11-23T20:00:00Z");
        return *read;
    } else if constexpr (is_id<T>::value) {
        const auto read = value.is_string() ? T::parse(std::string_view(value.get_string())) : std::nullopt;
        if (!read) return wrong(path, "must be an identifier of 13 characters");
        return *read;
    } else if constexpr (DescribedEnum<T>) {
        return detail::read_enum<T>(value, path);
    } else if constexpr (is_optional<T>::value) {
        if (value.is_null()) return T{};
        auto read = from_json<typename T::value_type>(value, path);
        if (!read) return std::unexpected(std::move(read.error()));
        return T{std::move(*read)};
    } else if constexpr (is_vector<T>::value) {
        return detail::read_vector<T>(value, path);
    } else {
        static_assert(DescribedStruct<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        return detail::read_struct<T>(value, path);
    }
}

/// Parses and reads in one step.
template <class T>
std::expected<T, JsonError> from_json_text(std::string_view text) {
    CallMemory memory;
    const auto parsed = parse_json(text, memory.storage());
    if (!parsed) return std::unexpected(parsed.error());
    return from_json<T>(*parsed);
}

}  // namespace fairgate
