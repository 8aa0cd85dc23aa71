#include "waitingroom/place_token.hpp"

#include <sodium.h>

#include <array>
#include <cstring>

namespace fairgate {
namespace {

/// Event, session, moment of issue, entry, state, position.
constexpr std::size_t kPayloadBytes = 8 + 8 + 8 + 4 + 1 + 4;
constexpr std::size_t kMacBytes = crypto_auth_hmacsha256_BYTES;
constexpr std::size_t kTokenBytes = kPayloadBytes + kMacBytes;
constexpr std::size_t kTokenCharacters = (kTokenBytes * 4 + 2) / 3;
/// Keeps these signatures apart from whatever else the key is used for.
constexpr std::string_view kDomain = "fairgate place 2\n";

using TokenBytes = std::array<std::uint8_t, kTokenBytes>;

void put(std::uint8_t*& at, std::uint64_t number, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        *at++ = static_cast<std::uint8_t>(number >> shift);
}

std::uint64_t take(const std::uint8_t*& at, int bytes) {
    std::uint64_t number = 0;
    for (int i = 0; i < bytes; ++i) number = number << 8 | *at++;
    return number;
}

/// `state` has taken in the key and the domain.
void sign(crypto_auth_hmacsha256_state state, const std::uint8_t* payload, std::uint8_t* mac) {
    crypto_auth_hmacsha256_update(&state, payload, kPayloadBytes);
    crypto_auth_hmacsha256_final(&state, mac);
}

}  // namespace

PlaceTokens::PlaceTokens(const SecretKey& key) {
    crypto_auth_hmacsha256_init(&begun_, key.data(), key.size());
    crypto_auth_hmacsha256_update(&begun_, reinterpret_cast<const unsigned char*>(kDomain.data()),
                                  kDomain.size());
}

std::string PlaceTokens::issue(const Place& place, Timestamp now) const {
    TokenBytes bytes;
    std::uint8_t* at = bytes.data();
    put(at, place.event.value, 8);
    put(at, place.session.value, 8);
    put(at, static_cast<std::uint64_t>(now.time_since_epoch().count()), 8);
    put(at, place.entry, 4);
    put(at, static_cast<std::uint64_t>(place.state), 1);
    put(at, place.position, 4);
    sign(begun_, bytes.data(), at);
    return to_base64url(bytes);
}

std::optional<Place> PlaceTokens::read(std::string_view token, EventId event, SessionId session,
                                       Timestamp now) const {
    if (token.size() != kTokenCharacters) return std::nullopt;
    TokenBytes bytes;
    std::size_t length = 0;
    if (sodium_base642bin(bytes.data(), bytes.size(), token.data(), token.size(), nullptr, &length, nullptr,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        length != bytes.size()) {
        return std::nullopt;
    }
    std::array<std::uint8_t, kMacBytes> mac;
    sign(begun_, bytes.data(), mac.data());
    if (sodium_memcmp(mac.data(), bytes.data() + kPayloadBytes, mac.size()) != 0) return std::nullopt;
    const std::uint8_t* at = bytes.data();
    Place place;
    place.event = EventId{take(at, 8)};
    place.session = SessionId{take(at, 8)};
    const Timestamp issued_at{std::chrono::milliseconds{static_cast<std::int64_t>(take(at, 8))}};
    place.entry = static_cast<std::uint32_t>(take(at, 4));
    place.state = static_cast<EntryState>(take(at, 1));
    place.position = static_cast<std::uint32_t>(take(at, 4));
    const bool is_ours = place.event == event && place.session == session;
    if (!is_ours || now >= issued_at + kLifetime) return std::nullopt;
    return place;
}

}  // namespace fairgate
