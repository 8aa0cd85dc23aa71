#include "base/json.hpp"

#include <boost/json/basic_parser_impl.hpp>

namespace fairgate {
namespace {

constexpr std::size_t kDepthMax = 32;

/// Builds the value as Boost's own parser does, and counts the members that the text has: of those with one
/// name in one object the value keeps the last alone.
struct CountingHandler {
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();
    using Error = json::error_code;
    using View = json::string_view;

    json::value_stack stack;
    std::size_t members = 0;

    CountingHandler(unsigned char* buffer, std::size_t bytes) : stack({}, buffer, bytes) {}

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_array_begin(Error&) { return true; }
    bool on_array_end(std::size_t count, Error&) { return stack.push_array(count), true; }
    bool on_object_begin(Error&) { return true; }
    bool on_object_end(std::size_t count, Error&) {
        members += count;
        stack.push_object(count);
        return true;
    }
    bool on_key_part(View part, std::size_t, Error&) { return stack.push_chars(part), true; }
    bool on_key(View rest, std::size_t, Error&) { return stack.push_key(rest), true; }
    bool on_string_part(View part, std::size_t, Error&) { return stack.push_chars(part), true; }
    bool on_string(View rest, std::size_t, Error&) { return stack.push_string(rest), true; }
    bool on_number_part(View, Error&) { return true; }
    bool on_int64(std::int64_t number, View, Error&) { return stack.push_int64(number), true; }
    bool on_uint64(std::uint64_t number, View, Error&) { return stack.push_uint64(number), true; }
    bool on_double(double number, View, Error&) { return stack.push_double(number), true; }
    bool on_bool(bool truth, Error&) { return stack.push_bool(truth), true; }
    bool on_null(Error&) { return stack.push_null(), true; }
    bool on_comment_part(View, Error&) { return true; }
    bool on_comment(View, Error&) { return true; }
};

std::size_t count_members(const json::value& value) {
    std::size_t count = 0;
    if (const auto* object = value.if_object()) {
        count = object->size();
        for (const auto& member : *object) count += count_members(member.value());
    } else if (const auto* array = value.if_array()) {
        for (const auto& item : *array) count += count_members(item);
    }
    return count;
}

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
    constexpr std::size_t kBufferBytes = 4096;
    unsigned char buffer[kBufferBytes];
    json::basic_parser<CountingHandler> parser(json::parse_options{.max_depth = kDepthMax}, buffer,
                                               kBufferBytes);
    auto& handler = parser.handler();
    handler.stack.reset(storage);
    json::error_code error;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && read < text.size()) error = json::error::extra_data;
    if (error) return detail::wrong("$", "is not valid JSON: " + error.message());
    auto value = handler.stack.release();
    // Which of them counts is for every reader to choose, so two readers may understand two things.
    if (count_members(value) != handler.members) return detail::wrong("$", "has an object with a name twice");
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
