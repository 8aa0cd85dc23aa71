#pragma once

#include "base/encoding.hpp"
#include "catalog/plan_seats.hpp"

#include <array>

namespace fairgate {

/// What a ticket's QR code says.
struct TicketFacts {
    TicketId ticket;
    OrderId order;
    EventId event;
    SeatIndex seat = 0;
    Timestamp issued_at;
};

/// Ed25519 public key.
using TicketPublicKey = std::array<std::uint8_t, 32>;

/// Reads the key as `TicketSigner::public_key` is shown: base 64 URL-safe without padding.
std::optional<TicketPublicKey> ticket_key_from_text(std::string_view text);

/// Signs ticket codes: "FG1." and base 32 (RFC 4648, no padding, upper case: a QR code stores these
/// characters compactly) of version, ids, seat and second of issue with an Ed25519 signature. One ticket has
/// one code.
class TicketSigner {
  public:
    explicit TicketSigner(std::array<std::uint8_t, 32> seed);

    std::string code(const TicketFacts& ticket) const;
    const TicketPublicKey& public_key() const { return public_key_; }

  private:
    TicketPublicKey public_key_{};
    std::array<std::uint8_t, 64> secret_key_{};
};

/// What `code` says when `key` signed it, needing nothing else; empty for any other text.
std::optional<TicketFacts> verify_ticket_code(std::string_view code, const TicketPublicKey& key);

}  // namespace fairgate
