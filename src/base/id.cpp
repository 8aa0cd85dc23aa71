#include "base/id.hpp"

namespace fairgate {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kLength = 13;
constexpr int kRandomBits = 21;

}  // namespace

std::string id_to_text(std::uint64_t value) {
    std::string text(kLength, '0');
    for (std::size_t i = kLength; i-- > 0; value >>= 5) text[i] = kAlphabet[value & 31];
    return text;
}

std::optional<std::uint64_t> id_from_text(std::string_view text) {
    // Thirteen characters hold 65 bits: a first one above '7' would overflow the 63 that are used.
    if (text.size() != kLength || text.front() > '7') return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : text) {
        const auto digit = kAlphabet.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        value = value << 5 | digit;
    }
    return value;
}

std::uint64_t new_id(Timestamp now, Random& random) {
    const auto millis = static_cast<std::uint64_t>(now.time_since_epoch().count());
    const std::uint64_t low = random.next() & ((1ULL << kRandomBits) - 1);
    return ((millis << kRandomBits) | low) & 0x7FFF'FFFF'FFFF'FFFFULL;
}

}  // namespace fairgate
