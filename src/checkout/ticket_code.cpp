#include "checkout/ticket_code.hpp"

#include "base/assert.hpp"

#include <sodium.h>

#include <algorithm>

namespace fairgate {
namespace {

constexpr std::string_view kPrefix = "FG1.";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::uint8_t kVersion = 1;
/// Version, three ids, seat, second of issue.
constexpr std::size_t kPayloadBytes = 1 + 3 * 8 + 4 + 8;
/// Keeps these signatures from ever meaning something in another protocol.
constexpr std::string_view kDomain = "fairgate ticket 1\n";

std::string to_base32(const Bytes& bytes) {
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (const std::uint8_t byte : bytes) {
        bits = bits << 8 | byte;
        for (count += 8; count >= 5; count -= 5) text += kBase32[bits >> (count - 5) & 31];
    }
    if (count > 0) text += kBase32[bits << (5 - count) & 31];
    return text;
}

/// Empty unless `text` is exactly what to_base32 writes.
std::optional<Bytes> from_base32(std::string_view text) {
    Bytes bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const auto digit = kBase32.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = bits << 5 | static_cast<std::uint32_t>(digit);
        count += 5;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<std::uint8_t>(bits >> count));
    }
    if (to_base32(bytes) != text) return std::nullopt;
    return bytes;
}

template <class Number>
void append(Bytes& bytes, Number number) {
    for (int shift = sizeof(Number) * 8 - 8; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<std::uint8_t>(number >> shift));
    }
}

template <class Number>
Number take(const std::uint8_t*& at) {
    Number number = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i) number = static_cast<Number>(number << 8 | *at++);
    return number;
}

Bytes payload_of(const TicketFacts& ticket) {
    const auto issued = std::chrono::floor<std::chrono::seconds>(ticket.issued_at).time_since_epoch().count();
    Bytes payload{kVersion};
    append(payload, ticket.ticket.value);
    append(payload, ticket.order.value);
    append(payload, ticket.event.value);
    append(payload, ticket.seat);
    append(payload, static_cast<std::uint64_t>(issued));
    FAIRGATE_ASSERT(payload.size() == kPayloadBytes);
    return payload;
}

Bytes signed_text(std::span<const std::uint8_t> payload) {
    Bytes text(kDomain.begin(), kDomain.end());
    text.insert(text.end(), payload.begin(), payload.end());
    return text;
}

TicketFacts facts_of(const Bytes& bytes) {
    const std::uint8_t* at = bytes.data() + 1;
    TicketFacts facts;
    facts.ticket.value = take<std::uint64_t>(at);
    facts.order.value = take<std::uint64_t>(at);
    facts.event.value = take<std::uint64_t>(at);
    facts.seat = take<std::uint32_t>(at);
    facts.issued_at = Timestamp{std::chrono::seconds{take<std::uint64_t>(at)}};
    return facts;
}

}  // namespace

std::optional<TicketPublicKey> ticket_key_from_text(std::string_view text) {
    const auto bytes = from_base64url(text);
    TicketPublicKey key{};
    if (!bytes || bytes->size() != key.size()) return std::nullopt;
    std::ranges::copy(*bytes, key.begin());
    return key;
}

TicketSigner::TicketSigner(std::array<std::uint8_t, 32> seed) {
    static_assert(crypto_sign_SEEDBYTES == 32 && crypto_sign_PUBLICKEYBYTES == 32 &&
                  crypto_sign_SECRETKEYBYTES == 64);
    FAIRGATE_ASSERT(sodium_init() >= 0);
    crypto_sign_seed_keypair(public_key_.data(), secret_key_.data(), seed.data());
}

std::string TicketSigner::code(const TicketFacts& ticket) const {
    Bytes bytes = payload_of(ticket);
    const Bytes text = signed_text(bytes);
    bytes.resize(kPayloadBytes + crypto_sign_BYTES);
    crypto_sign_detached(bytes.data() + kPayloadBytes, nullptr, text.data(), text.size(), secret_key_.data());
    return std::string(kPrefix) + to_base32(bytes);
}

std::optional<TicketFacts> verify_ticket_code(std::string_view code, const TicketPublicKey& key) {
    if (!code.starts_with(kPrefix)) return std::nullopt;
    const auto bytes = from_base32(code.substr(kPrefix.size()));
    if (!bytes || bytes->size() != kPayloadBytes + crypto_sign_BYTES || bytes->front() != kVersion)
        return std::nullopt;
    const Bytes text = signed_text(std::span(*bytes).first(kPayloadBytes));
    if (crypto_sign_verify_detached(bytes->data() + kPayloadBytes, text.data(), text.size(), key.data()) !=
        0) {
        return std::nullopt;
    }
    return facts_of(*bytes);
}

}  // namespace fairgate
