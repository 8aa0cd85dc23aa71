#include "base/id.hpp"

#include <array>
#include <atomic>

namespace fairgate {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kLength = 13;
constexpr int kRandomBits = 21;
constexpr std::uint8_t kNoDigit = 0xFF;

/// The digit of each character.
constexpr auto kDigits = [] {
    std::array<std::uint8_t, 256> digits{};
    digits.fill(kNoDigit);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return digits;
}();

/// From one id of a millisecond to the next: who makes a few things at once numbers them from the first id.
constexpr std::uint64_t kStep = 64;

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
        const std::uint8_t digit = kDigits[static_cast<unsigned char>(c)];
        if (digit == kNoDigit) return std::nullopt;
        value = value << 5 | digit;
    }
    return value;
}

std::uint64_t new_id(Timestamp now, Random& random) {
    const auto millis = static_cast<std::uint64_t>(now.time_since_epoch().count());
    // Of a few thousand ids of one millisecond two would be the same if all were drawn. So the first is, in
    // the lower half, and the others follow it; the draw is what keeps processes apart.
    const std::uint64_t low = random.next() & ((1ULL << (kRandomBits - 1)) - 1);
    const std::uint64_t drawn = ((millis << kRandomBits) | low) & 0x7FFF'FFFF'FFFF'FFFFULL;
    static std::atomic<std::uint64_t> last = 0;
    std::uint64_t before = last;
    std::uint64_t id = 0;
    do {
        id = before >> kRandomBits == drawn >> kRandomBits ? before + kStep : drawn;
    } while (!last.compare_exchange_weak(before, id));
    return id;
}

}  // namespace fairgate
