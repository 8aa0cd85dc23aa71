#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace fairgate::rehearsal {

/// "90s", "1.5m", "2h", "250ms" or seconds without a unit, up to a week; empty for anything else.
std::optional<std::chrono::microseconds> parse_duration(std::string_view text);

}  // namespace fairgate::rehearsal
