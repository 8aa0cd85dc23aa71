#include "waitingroom/receipt.hpp"

#include "base/assert.hpp"
#include "base/encoding.hpp"

#include <sodium.h>

#include <algorithm>

namespace fairgate {
namespace {

constexpr std::string_view kPrefix = "FGQ1.";
/// Event, moment, entrant.
constexpr std::size_t kPayloadBytes = 8 + 8 + sizeof(EntrantId);
constexpr std::size_t kReceiptBytes = kPayloadBytes + crypto_sign_BYTES;
/// Keeps these signatures from ever meaning something in another protocol.
constexpr std::string_view kDomain = "fairgate receipt 1\n";

void append(Bytes& bytes, std::uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

std::uint64_t number_at(const Bytes& bytes, std::size_t offset) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = number << 8 | bytes[offset + i];
    return number;
}

Bytes signed_text(std::span<const std::uint8_t> payload) {
    Bytes text(kDomain.begin(), kDomain.end());
    text.insert(text.end(), payload.begin(), payload.end());
    return text;
}

}  // namespace

ReceiptSigner::ReceiptSigner(const SecretKey& seed) {
    static_assert(crypto_sign_SEEDBYTES == sizeof(SecretKey));
    FAIRGATE_ASSERT(crypto_sign_seed_keypair(public_key_.data(), secret_key_.data(), seed.data()) == 0);
}

std::string ReceiptSigner::sign(const ReceiptFacts& facts) const {
    Bytes bytes;
    append(bytes, facts.event.value);
    append(bytes, static_cast<std::uint64_t>(facts.at.time_since_epoch().count()));
    bytes.insert(bytes.end(), facts.entrant.begin(), facts.entrant.end());
    const Bytes text = signed_text(bytes);
    bytes.resize(kReceiptBytes);
    crypto_sign_detached(bytes.data() + kPayloadBytes, nullptr, text.data(), text.size(), secret_key_.data());
    return std::string(kPrefix) + to_base64url(bytes);
}

std::optional<ReceiptFacts> verify_receipt(std::string_view receipt, const ReceiptPublicKey& key) {
    if (!receipt.starts_with(kPrefix) || receipt.size() > 2 * kReceiptBytes) return std::nullopt;
    const auto bytes = from_base64url(receipt.substr(kPrefix.size()));
    if (!bytes || bytes->size() != kReceiptBytes) return std::nullopt;
    const Bytes text = signed_text(std::span(*bytes).first(kPayloadBytes));
    if (crypto_sign_verify_detached(bytes->data() + kPayloadBytes, text.data(), text.size(), key.data()) !=
        0) {
        return std::nullopt;
    }
    ReceiptFacts facts;
    facts.event = EventId{number_at(*bytes, 0)};
    facts.at = Timestamp{std::chrono::milliseconds{static_cast<std::int64_t>(number_at(*bytes, 8))}};
    std::copy_n(bytes->begin() + 16, facts.entrant.size(), facts.entrant.begin());
    return facts;
}

std::optional<ReceiptPublicKey> receipt_key_from_text(std::string_view text) {
    constexpr std::size_t kKeyCharacters = 43;
    if (text.size() != kKeyCharacters) return std::nullopt;
    const auto bytes = from_base64url(text);
    if (!bytes || bytes->size() != sizeof(ReceiptPublicKey)) return std::nullopt;
    ReceiptPublicKey key;
    std::ranges::copy(*bytes, key.begin());
    return key;
}

}  // namespace fairgate
