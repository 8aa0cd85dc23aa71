#include "base/trace.hpp"

#include "base/encoding.hpp"

#include <fmt/format.h>

#include <array>
#include <span>

namespace fairgate {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kTraceLetters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
/// version "-" trace "-" parent "-" flags
constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kTraceDigits = 32;
constexpr std::size_t kParentAt = 36;
constexpr std::size_t kParentDigits = 16;
constexpr std::size_t kFlagsAt = 53;
constexpr std::size_t kTraceparentLength = 55;

bool is_hex(std::string_view text) {
    return text.find_first_not_of(kHexDigits) == std::string_view::npos;
}

bool is_hex_above_zero(std::string_view text) {
    return is_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

}  // namespace

bool is_trace(std::string_view text) {
    return !text.empty() && text.size() <= kTraceLengthMax &&
           text.find_first_not_of(kTraceLetters) == std::string_view::npos;
}

std::optional<std::string_view> trace_of_traceparent(std::string_view header) {
    if (header.size() < kTraceparentLength) return std::nullopt;
    const auto version = header.substr(0, 2);
    if (!is_hex(version) || version == "ff") return std::nullopt;
    // Versions to come may have more behind another dash.
    const bool is_longer = header.size() > kTraceparentLength;
    if (is_longer && (version == "00" || header[kTraceparentLength] != '-')) return std::nullopt;
    if (header[kTraceAt - 1] != '-' || header[kParentAt - 1] != '-' || header[kFlagsAt - 1] != '-') {
        return std::nullopt;
    }
    const auto trace = header.substr(kTraceAt, kTraceDigits);
    if (!is_hex_above_zero(trace) || !is_hex_above_zero(header.substr(kParentAt, kParentDigits)) ||
        !is_hex(header.substr(kFlagsAt, 2))) {
        return std::nullopt;
    }
    return trace;
}

std::string new_trace(Random& random) {
    std::array<std::uint8_t, kTraceDigits / 2> bytes{};
    random.fill(std::as_writable_bytes(std::span(bytes)));
    // All zeros are no trace.
    bytes.back() |= 1;
    return to_hex(bytes);
}

std::string trace_note(std::string_view trace) {
    return trace.empty() ? std::string() : fmt::format(" (trace {})", trace);
}

}  // namespace fairgate
