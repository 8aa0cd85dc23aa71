// OpenSSL's newer interface cannot copy the state of a hash without allocating.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "waitingroom/draw.hpp"

#include "base/assert.hpp"
#include "base/encoding.hpp"

#include <openssl/sha.h>
#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <set>

namespace fairgate {
namespace {

using Mac = std::array<std::uint8_t, SHA256_DIGEST_LENGTH>;

constexpr std::string_view kAlgorithm = "hmac-sha256";
/// Keeps these keys apart from whatever else the server's key is used for.
constexpr std::string_view kEntrantDomain = "fairgate entrants 1\n";

/// HMAC-SHA256 (RFC 2104) under one key; what depends on the key alone is computed once. A draw needs
/// millions, and OpenSSL has the processor's own instructions for this hash, which libsodium has not.
class KeyedHash {
  public:
    explicit KeyedHash(std::span<const std::uint8_t> key) {
        Block block{};
        if (key.size() > block.size()) {
            SHA256(key.data(), key.size(), block.data());
        } else {
            std::ranges::copy(key, block.begin());
        }
        inner_ = begin(block, 0x36);
        outer_ = begin(block, 0x5C);
    }

    Mac operator()(std::span<const std::uint8_t> message) const {
        return finish(outer_, finish(inner_, message));
    }

  private:
    using Block = std::array<std::uint8_t, SHA256_CBLOCK>;

    static SHA256_CTX begin(Block key, std::uint8_t pad) {
        for (auto& byte : key) byte ^= pad;
        SHA256_CTX state;
        SHA256_Init(&state);
        SHA256_Update(&state, key.data(), key.size());
        return state;
    }

    static Mac finish(SHA256_CTX state, std::span<const std::uint8_t> message) {
        Mac mac;
        SHA256_Update(&state, message.data(), message.size());
        SHA256_Final(mac.data(), &state);
        return mac;
    }

    SHA256_CTX inner_;
    SHA256_CTX outer_;
};

std::array<std::uint8_t, 8> bytes_of(std::uint64_t number) {
    std::array<std::uint8_t, 8> bytes;
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
    return bytes;
}

std::uint64_t first_bytes(const Mac& mac) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = number << 8 | mac[i];
    return number;
}

EntrantId entrant_by(const KeyedHash& hash, SessionId session) {
    const Mac mac = hash(bytes_of(session.value));
    EntrantId id;
    std::copy_n(mac.begin(), id.size(), id.begin());
    return id;
}

/// Numbers below `count` in the order of the draw; `entrant_at` says whose each is.
std::vector<std::uint32_t> order_by_lots(std::span<const std::uint8_t> key, std::size_t count,
                                         auto&& entrant_at) {
    struct Lot {
        std::uint64_t first;
        std::uint32_t entrant;
    };
    const KeyedHash hash(key);
    std::vector<Lot> lots;
    lots.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        lots.push_back({first_bytes(hash(entrant_at(i))), static_cast<std::uint32_t>(i)});
    }
    // Eight bytes decide nearly always: the rest is computed again when they do not.
    std::ranges::sort(lots, [&](const Lot& a, const Lot& b) {
        if (a.first != b.first) return a.first < b.first;
        return hash(entrant_at(a.entrant)) < hash(entrant_at(b.entrant));
    });
    std::vector<std::uint32_t> order;
    order.reserve(count);
    for (const auto& lot : lots) order.push_back(lot.entrant);
    return order;
}

/// Bytes of exactly `size`; empty for anything but their lower-case hexadecimal.
std::optional<Bytes> from_hex(std::string_view text) {
    Bytes bytes(text.size() / 2);
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, &end) != 0) {
        return std::nullopt;
    }
    bytes.resize(length);
    if (to_hex(bytes) != text) return std::nullopt;
    return bytes;
}

std::optional<DrawProblem> fault(DrawFault fault, std::size_t place = 0) {
    return DrawProblem{fault, place};
}

std::optional<DrawProblem> check_order(const Bytes& key, const std::vector<std::string>& entrants) {
    const KeyedHash hash(key);
    std::set<std::string_view> seen;
    Mac before{};
    for (std::size_t i = 0; i < entrants.size(); ++i) {
        const auto id = from_hex(entrants[i]);
        if (!id || id->size() != sizeof(EntrantId)) return fault(DrawFault::malformed, i + 1);
        if (!seen.insert(entrants[i]).second) return fault(DrawFault::repeated_entrant, i + 1);
        const Mac mac = hash(*id);
        if (i > 0 && mac < before) return fault(DrawFault::wrong_order, i + 1);
        before = mac;
    }
    return std::nullopt;
}

}  // namespace

std::string commitment_of(const DrawSeed& seed) {
    return to_hex(sha256({reinterpret_cast<const char*>(seed.data()), seed.size()}));
}

SecretKey room_key(const SecretKey& server_key, EventId event) {
    Bytes text(kEntrantDomain.begin(), kEntrantDomain.end());
    const auto id = bytes_of(event.value);
    text.insert(text.end(), id.begin(), id.end());
    return KeyedHash(server_key)(text);
}

EntrantId entrant_of(const SecretKey& room_key, SessionId session) {
    return entrant_by(KeyedHash(room_key), session);
}

Bytes draw_key(const DrawSeed& seed, std::span<const std::uint8_t> beacon) {
    Bytes key(seed.begin(), seed.end());
    key.insert(key.end(), beacon.begin(), beacon.end());
    return key;
}

std::optional<Bytes> beacon_from_text(std::string_view text) {
    constexpr std::size_t kBytesMax = 128;
    if (text.empty() || text.size() > 2 * kBytesMax) return std::nullopt;
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    }
    return from_hex(lower);
}

std::vector<std::uint32_t> draw_order(std::span<const std::uint8_t> key,
                                      std::span<const EntrantId> entrants) {
    return order_by_lots(key, entrants.size(), [entrants](std::size_t i) { return entrants[i]; });
}

std::vector<std::uint32_t> draw_order(std::span<const std::uint8_t> key, const SecretKey& room_key,
                                      std::span<const SessionId> sessions) {
    const KeyedHash hash(room_key);
    return order_by_lots(key, sessions.size(), [&](std::size_t i) { return entrant_by(hash, sessions[i]); });
}

std::optional<DrawProblem> check_draw(const api::QueueDraw& draw) {
    if (!draw.drawn) return fault(DrawFault::not_drawn);
    if (draw.algorithm != kAlgorithm || !draw.seed || !draw.entrants) return fault(DrawFault::malformed);
    const auto seed = from_hex(*draw.seed);
    if (!seed || seed->size() != sizeof(DrawSeed)) return fault(DrawFault::malformed);
    DrawSeed exact;
    std::ranges::copy(*seed, exact.begin());
    if (commitment_of(exact) != draw.commitment) return fault(DrawFault::wrong_commitment);
    Bytes beacon;
    if (draw.beacon && draw.beacon->value) {
        const auto value = beacon_from_text(*draw.beacon->value);
        if (!value || to_hex(*value) != *draw.beacon->value) return fault(DrawFault::malformed);
        beacon = *value;
    }
    return check_order(draw_key(exact, beacon), *draw.entrants);
}

}  // namespace fairgate
