#pragma once

#include "base/id.hpp"
#include "base/time.hpp"
#include "waitingroom/secret_key.hpp"

#include <expected>

namespace fairgate {

/// What an organiser has promised to whoever shows a code: to buy before the sale opens.
struct AccessCode {
    EventId event;
    /// Tells codes apart; below 2^63.
    std::uint64_t serial = 0;
    /// Whole seconds, below 2^32 of them since 1970.
    Timestamp from;
    Timestamp until;
    /// How many may use it.
    std::uint16_t uses_max = 1;

    bool operator==(const AccessCode&) const = default;
};

/// Why a code opens nothing now.
enum class CodeFault {
    /// Nobody here has made it.
    bad,
    other_event,
    not_yet,
    expired,
};

/// Signs access codes, so that one can be checked without a look into any store. Thread-safe.
class AccessCodes {
  public:
    explicit AccessCodes(SecretKey key) : key_(key) {}

    /// "FGA1." and 56 letters, digits, "-" and "_".
    std::string issue(const AccessCode& code) const;

    /// The code that `text` is, good for `event` at `now`; else the first thing that is wrong with it.
    std::expected<AccessCode, CodeFault> read(std::string_view text, EventId event, Timestamp now) const;

  private:
    SecretKey key_;
};

}  // namespace fairgate
