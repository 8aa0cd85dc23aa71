#include "waitingroom/access_code.hpp"

#include "base/assert.hpp"
#include "base/encoding.hpp"

#include <sodium.h>

#include <array>

namespace fairgate {
namespace {

constexpr std::string_view kPrefix = "FGA1.";
/// Event, serial, from, until, uses. With the signature a multiple of three: no two texts are the same code.
constexpr std::size_t kPayloadBytes = 8 + 8 + 4 + 4 + 2;
constexpr std::size_t kMacBytes = 16;
constexpr std::size_t kCodeBytes = kPayloadBytes + kMacBytes;
constexpr std::size_t kCodeCharacters = kPrefix.size() + kCodeBytes / 3 * 4;
static_assert(kCodeBytes % 3 == 0);
/// Keeps these signatures apart from whatever else the key is used for.
constexpr std::string_view kDomain = "fairgate access code 1\n";

using Mac = std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES>;

void append(Bytes& bytes, std::uint64_t number, int size) {
    for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

std::uint64_t take(const std::uint8_t*& at, int size) {
    std::uint64_t number = 0;
    for (int i = 0; i < size; ++i) number = number << 8 | *at++;
    return number;
}

std::uint64_t to_seconds(Timestamp time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
    FAIRGATE_ASSERT(seconds >= 0 && seconds <= UINT32_MAX);
    return static_cast<std::uint64_t>(seconds);
}

Timestamp from_seconds(std::uint64_t seconds) {
    return Timestamp{std::chrono::seconds{static_cast<std::int64_t>(seconds)}};
}

Mac sign(const SecretKey& key, std::span<const std::uint8_t> payload) {
    crypto_auth_hmacsha256_state state;
    Mac mac;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(kDomain.data()),
                                  kDomain.size());
    crypto_auth_hmacsha256_update(&state, payload.data(), payload.size());
    crypto_auth_hmacsha256_final(&state, mac.data());
    return mac;
}

}  // namespace

std::string AccessCodes::issue(const AccessCode& code) const {
    Bytes bytes;
    append(bytes, code.event.value, 8);
    append(bytes, code.serial, 8);
    append(bytes, to_seconds(code.from), 4);
    append(bytes, to_seconds(code.until), 4);
    append(bytes, code.uses_max, 2);
    const Mac mac = sign(key_, bytes);
    bytes.insert(bytes.end(), mac.begin(), mac.begin() + kMacBytes);
    return std::string(kPrefix) + to_base64url(bytes);
}

std::expected<AccessCode, CodeFault> AccessCodes::read(std::string_view text, EventId event,
                                                       Timestamp now) const {
    const auto bad = std::unexpected(CodeFault::bad);
    if (text.size() != kCodeCharacters || !text.starts_with(kPrefix)) return bad;
    const auto bytes = from_base64url(text.substr(kPrefix.size()));
    if (!bytes || bytes->size() != kCodeBytes) return bad;
    const Mac mac = sign(key_, std::span(*bytes).first(kPayloadBytes));
    if (sodium_memcmp(mac.data(), bytes->data() + kPayloadBytes, kMacBytes) != 0) return bad;
    const std::uint8_t* at = bytes->data();
    AccessCode code;
    code.event = EventId{take(at, 8)};
    code.serial = take(at, 8);
    code.from = from_seconds(take(at, 4));
    code.until = from_seconds(take(at, 4));
    code.uses_max = static_cast<std::uint16_t>(take(at, 2));
    if (code.event != event) return std::unexpected(CodeFault::other_event);
    if (now < code.from) return std::unexpected(CodeFault::not_yet);
    if (now >= code.until) return std::unexpected(CodeFault::expired);
    return code;
}

}  // namespace fairgate
