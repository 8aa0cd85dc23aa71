#include "catalog/event_cursor.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <charconv>

namespace fairgate {
namespace {

/// Enough of SHA-256 to notice a cut or mistyped cursor; nobody gains anything by forging one.
constexpr std::size_t kChecksumBytes = 6;
constexpr std::size_t kIdCharacters = 13;
constexpr std::string_view kVersion = "1";

Bytes checksum(std::string_view body) {
    Bytes digest = sha256(body);
    digest.resize(kChecksumBytes);
    return digest;
}

std::optional<EventCursor::Key> read_key(std::string_view text) {
    if (text.starts_with('t')) return std::string(text.substr(1));
    std::int64_t number = 0;
    if (!text.starts_with('n')) return std::nullopt;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + 1, end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

}  // namespace

std::string to_text(const EventCursor& cursor) {
    std::string body(kVersion);
    body += static_cast<char>('a' + static_cast<int>(cursor.sort));
    body += cursor.id.text();
    if (const auto* number = std::get_if<std::int64_t>(&cursor.key)) {
        body += 'n' + std::to_string(*number);
    } else {
        body += 't' + std::get<std::string>(cursor.key);
    }
    Bytes bytes = checksum(body);
    bytes.insert(bytes.end(), body.begin(), body.end());
    return to_base64url(bytes);
}

std::optional<EventCursor> read_event_cursor(std::string_view text, api::EventSort sort) {
    constexpr std::size_t kHeader = kVersion.size() + 1 + kIdCharacters;
    const auto bytes = from_base64url(text);
    if (!bytes || bytes->size() < kChecksumBytes + kHeader) return std::nullopt;
    const std::string body(bytes->begin() + kChecksumBytes, bytes->end());
    if (!std::ranges::equal(checksum(body), std::span(*bytes).first(kChecksumBytes))) return std::nullopt;

    const std::string_view rest(body);
    const auto id = EventId::parse(rest.substr(kHeader - kIdCharacters, kIdCharacters));
    const auto key = read_key(rest.substr(kHeader));
    const bool same_sort = rest[kVersion.size()] == static_cast<char>('a' + static_cast<int>(sort));
    if (!rest.starts_with(kVersion) || !same_sort || !id || !key) return std::nullopt;
    return EventCursor{sort, *key, *id};
}

}  // namespace fairgate
