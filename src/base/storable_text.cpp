#include "base/storable_text.hpp"

#include <algorithm>

namespace fairgate {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

unsigned char byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

/// The length of the UTF-8 character at `at`, by table 3-7 of the Unicode standard; 0 when there is none.
std::size_t character_length(std::string_view text, std::size_t at) {
    const unsigned char first = byte_at(text, at);
    if (first > 0 && first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    const unsigned char second = byte_at(text, at + 1);
    if (second < low || second > high) return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if ((byte_at(text, at + i) & 0xC0) != 0x80) return 0;
    }
    return length;
}

}  // namespace

std::string storable_text(std::string_view text) {
    std::string storable;
    storable.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = character_length(text, at);
        storable += length > 0 ? text.substr(at, length) : kReplacement;
        at += std::max<std::size_t>(length, 1);
    }
    return storable;
}

}  // namespace fairgate
