#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fairgate {

/// A moment in UTC with millisecond resolution: what is stored, sent and compared everywhere.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// RFC 3339 in UTC with milliseconds, "2026-11-23T20:00:00.000Z".
std::string to_rfc3339(Timestamp at);

/// Reads RFC 3339 with any offset, or a bare date (midnight UTC). Empty when `text` is neither.
std::optional<Timestamp> from_rfc3339(std::string_view text);

}  // namespace fairgate
