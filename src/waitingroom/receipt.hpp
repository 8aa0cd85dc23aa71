#pragma once

#include "base/id.hpp"
#include "base/time.hpp"
#include "waitingroom/draw.hpp"

namespace fairgate {

/// What a receipt says: this entrant was in the room of this event at this moment.
struct ReceiptFacts {
    EventId event;
    EntrantId entrant;
    Timestamp at;

    bool operator==(const ReceiptFacts&) const = default;
};

using ReceiptPublicKey = std::array<std::uint8_t, 32>;

/// Signs receipts with Ed25519, so that a fan who is missing in the published draw can prove it to anybody
/// who has the public key. Thread-safe.
class ReceiptSigner {
  public:
    explicit ReceiptSigner(const SecretKey& seed);

    /// One line: "FGQ1." and letters, digits, "-" and "_".
    std::string sign(const ReceiptFacts& facts) const;
    const ReceiptPublicKey& public_key() const { return public_key_; }

  private:
    ReceiptPublicKey public_key_;
    std::array<std::uint8_t, 64> secret_key_;
};

/// Empty unless the owner of `key` signed exactly this line.
std::optional<ReceiptFacts> verify_receipt(std::string_view receipt, const ReceiptPublicKey& key);

/// The key as clients are told it, 43 characters of URL-safe base 64; empty for anything else.
std::optional<ReceiptPublicKey> receipt_key_from_text(std::string_view text);

}  // namespace fairgate
