#include "waitingroom/work_challenge.hpp"

#include "base/encoding.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <bit>

namespace fairgate {
namespace {

constexpr std::string_view kPrefix = "FGW1.";
/// The end in seconds since 1970, and how many bits.
constexpr std::size_t kPayloadBytes = 4 + 1;
constexpr std::size_t kMacBytes = 16;
constexpr std::size_t kBytes = kPayloadBytes + kMacBytes;
static_assert(kBytes % 3 == 0);
constexpr std::size_t kCharacters = kPrefix.size() + kBytes / 3 * 4;
/// Of the number: what JavaScript counts exactly has sixteen.
constexpr std::size_t kDigitsMax = 16;
/// Keeps these signatures apart from whatever else the key is used for.
constexpr std::string_view kDomain = "fairgate work 1\n";

void append(Bytes& bytes, std::uint64_t number, int size) {
    for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

/// What the holder of this event is given until then.
Bytes challenge_bytes(const SecretKey& key, std::uint32_t end, std::uint8_t bits, EventId event,
                      SessionId holder) {
    Bytes payload;
    append(payload, end, 4);
    append(payload, bits, 1);
    Bytes text(kDomain.begin(), kDomain.end());
    text.insert(text.end(), payload.begin(), payload.end());
    append(text, event.value, 8);
    append(text, holder.value, 8);
    std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> mac;
    crypto_auth_hmacsha256(mac.data(), text.data(), text.size(), key.data());
    payload.insert(payload.end(), mac.begin(), mac.begin() + kMacBytes);
    return payload;
}

std::uint32_t seconds_of(Timestamp time) {
    return static_cast<std::uint32_t>(
        std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
}

bool is_number(std::string_view text) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && text.size() <= kDigitsMax && std::ranges::all_of(text, is_digit);
}

}  // namespace

unsigned work_in(std::string_view text) {
    unsigned bits = 0;
    for (const std::uint8_t byte : sha256(text)) {
        bits += static_cast<unsigned>(std::countl_zero(byte));
        if (byte != 0) break;
    }
    return bits;
}

std::string WorkChallenges::issue(EventId event, SessionId holder, Timestamp now) const {
    const auto bits = static_cast<std::uint8_t>(bits_);
    return std::string(kPrefix) +
           to_base64url(challenge_bytes(key_, seconds_of(now + kLifetime), bits, event, holder));
}

bool WorkChallenges::accepts(std::string_view proof, EventId event, SessionId holder, Timestamp now) const {
    if (proof.size() < kCharacters + 2 || !proof.starts_with(kPrefix) || proof[kCharacters] != '.')
        return false;
    if (!is_number(proof.substr(kCharacters + 1))) return false;
    const auto bytes = from_base64url(proof.substr(kPrefix.size(), kCharacters - kPrefix.size()));
    if (!bytes || bytes->size() != kBytes) return false;
    std::uint32_t end = 0;
    for (std::size_t i = 0; i < 4; ++i) end = end << 8 | (*bytes)[i];
    const std::uint8_t bits = (*bytes)[4];
    const Bytes ours = challenge_bytes(key_, end, bits, event, holder);
    if (sodium_memcmp(ours.data(), bytes->data(), kBytes) != 0) return false;
    // A node that was told to ask for more takes no cheaper challenge of another.
    return seconds_of(now) < end && bits >= bits_ && work_in(proof) >= bits;
}

}  // namespace fairgate
