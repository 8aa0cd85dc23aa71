#include "waitingroom/place_token.hpp"

#include "base/encoding.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace fairgate {
namespace {

/// Keeps these signatures apart from whatever else the key is used for.
constexpr std::string_view kDomain = "fairgate place 3\n";
/// Moment of issue, entry, state, position, entrant.
constexpr std::size_t kPayloadBytes = 8 + 4 + 1 + 4 + sizeof(EntrantId);
/// Domain, event, session, payload.
constexpr std::size_t kSignedBytes = kDomain.size() + 8 + 8 + kPayloadBytes;
constexpr std::size_t kMacBytes = 16;

using TokenBytes = std::array<std::uint8_t, kPayloadBytes + kMacBytes>;
using Mac = std::array<std::uint8_t, kMacBytes>;

void put(std::uint8_t*& at, std::uint64_t number, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        *at++ = static_cast<std::uint8_t>(number >> shift);
}

std::uint64_t take(const std::uint8_t*& at, int bytes) {
    std::uint64_t number = 0;
    for (int i = 0; i < bytes; ++i) number = number << 8 | *at++;
    return number;
}

/// Keyed BLAKE2b (RFC 7693), as of session cookies: every poll has one to check, and HMAC-SHA256 was half of
/// its work.
Mac mac_of(const SecretKey& key, EventId event, SessionId session, const TokenBytes& token) {
    std::array<std::uint8_t, kSignedBytes> text;
    std::uint8_t* at = std::ranges::copy(kDomain, text.begin()).out;
    put(at, event.value, 8);
    put(at, session.value, 8);
    std::copy_n(token.begin(), kPayloadBytes, at);
    Mac mac;
    crypto_generichash(mac.data(), mac.size(), text.data(), text.size(), key.data(), key.size());
    return mac;
}

}  // namespace

std::string PlaceTokens::issue(const Place& place, Timestamp now) const {
    TokenBytes bytes;
    std::uint8_t* at = bytes.data();
    put(at, static_cast<std::uint64_t>(now.time_since_epoch().count()), 8);
    put(at, place.entry, 4);
    put(at, static_cast<std::uint64_t>(place.state), 1);
    put(at, place.position, 4);
    at = std::ranges::copy(place.entrant, at).out;
    std::ranges::copy(mac_of(key_, place.event, place.session, bytes), at);
    return to_base64url(bytes);
}

std::optional<Place> PlaceTokens::read(std::string_view token, EventId event, SessionId session,
                                       Timestamp now) const {
    TokenBytes bytes;
    if (!read_base64url(token, bytes)) return std::nullopt;
    const Mac mac = mac_of(key_, event, session, bytes);
    if (sodium_memcmp(mac.data(), bytes.data() + kPayloadBytes, mac.size()) != 0) return std::nullopt;
    const std::uint8_t* at = bytes.data();
    const Timestamp issued_at{std::chrono::milliseconds{static_cast<std::int64_t>(take(at, 8))}};
    if (now >= issued_at + kLifetime) return std::nullopt;
    Place place{.event = event, .session = session};
    place.entry = static_cast<std::uint32_t>(take(at, 4));
    place.state = static_cast<EntryState>(take(at, 1));
    place.position = static_cast<std::uint32_t>(take(at, 4));
    std::copy_n(at, place.entrant.size(), place.entrant.begin());
    return place;
}

}  // namespace fairgate
