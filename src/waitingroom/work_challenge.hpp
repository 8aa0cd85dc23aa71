#pragma once

#include "base/id.hpp"
#include "base/time.hpp"
#include "waitingroom/secret_key.hpp"

namespace fairgate {

/// More would keep an honest telephone busy for minutes.
constexpr unsigned kWorkBitsMax = 28;

/// Challenges that cost who joins some computing, and the server one hash to check: find a number so that
/// SHA-256(challenge "." number) begins with so many zero bits. Nothing is stored. A challenge is good for
/// one event and one holder until it expires; shown again it gives what the first time gave, the holder's
/// place. Thread-safe.
class WorkChallenges {
  public:
    static constexpr std::chrono::minutes kLifetime{10};

    /// `bits` up to kWorkBitsMax; 0 asks for no work.
    WorkChallenges(SecretKey key, unsigned bits) : key_(key), bits_(bits) {}

    bool is_asked() const { return bits_ > 0; }
    unsigned bits() const { return bits_; }

    /// "FGW1." and 28 letters, digits, "-" and "_".
    std::string issue(EventId event, SessionId holder, Timestamp now) const;

    /// Whether `proof` is a challenge of ours for this event and holder that has not expired, ".", and a
    /// decimal number that solves it.
    bool accepts(std::string_view proof, EventId event, SessionId holder, Timestamp now) const;

  private:
    SecretKey key_;
    unsigned bits_;
};

/// Zero bits at the beginning of SHA-256 of `text`.
unsigned work_in(std::string_view text);

}  // namespace fairgate
