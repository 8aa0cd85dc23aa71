#include "base/json.hpp"

namespace fairgate {
namespace {

bool is_plain(char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

/// How many characters from the front need no escape.
std::size_t plain_length(std::string_view text) {
    // Sixteen at a time become a few instructions, and most texts are plain to the end.
    constexpr std::size_t kStep = 16;
    std::size_t length = 0;
    for (; length + kStep <= text.size(); length += kStep) {
        bool all = true;
        for (std::size_t i = length; i < length + kStep; ++i) all &= is_plain(text[i]);
        if (!all) break;
    }
    while (length < text.size() && is_plain(text[length])) ++length;
    return length;
}

}  // namespace

std::string to_camel_case(std::string_view snake_case) {
    std::string name;
    name.reserve(snake_case.size());
    bool upper = false;
    for (const char c : snake_case) {
        if (c == '_') {
            upper = true;
            continue;
        }
        name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        upper = false;
    }
    return name;
}

std::expected<json::value, JsonError> parse_json(std::string_view text, const json::storage_ptr& storage) {
    boost::system::error_code error;
    auto value = json::parse(json::string_view(text), error, storage, json::parse_options{.max_depth = 32});
    if (error) return detail::wrong("$", "is not valid JSON: " + error.message());
    return value;
}

namespace detail {

void write_text(std::string& out, std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    constexpr std::string_view kNamed = "\"\\\b\f\n\r\t";
    constexpr std::string_view kNames = "\"\\bfnrt";
    out += '"';
    for (;;) {
        const std::size_t plain = plain_length(text);
        out.append(text, 0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        const char c = text.front();
        const auto byte = static_cast<unsigned char>(c);
        text.remove_prefix(1);
        if (const auto named = kNamed.find(c); named != std::string_view::npos) {
            out += '\\';
            out += kNames[named];
        } else {
            out.append("\\u00").append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
        }
    }
    out += '"';
}

std::unexpected<JsonError> wrong(const std::string& path, std::string reason) {
    return std::unexpected(JsonError{path, std::move(reason)});
}

std::expected<std::int64_t, JsonError> read_integer(const json::value& value, const std::string& path,
                                                    std::int64_t min, std::int64_t max) {
    std::int64_t number = 0;
    if (value.is_int64()) {
        number = value.get_int64();
    } else if (value.is_uint64()) {
        return wrong(path, "is out of range");
    } else {
        return wrong(path, "must be an integer");
    }
    if (number < min || number > max) return wrong(path, "is out of range");
    return number;
}

}  // namespace detail
}  // namespace fairgate
