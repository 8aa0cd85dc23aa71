#include "rehearsal/duration.hpp"

#include <charconv>
#include <cmath>

namespace fairgate::rehearsal {

std::optional<std::chrono::microseconds> parse_duration(std::string_view text) {
    constexpr double kSecondsMax = 7 * 24 * 3'600;
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [parsed, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view unit(parsed, static_cast<std::size_t>(end - parsed));
    double factor = 1;
    if (unit == "ms") {
        factor = 1e-3;
    } else if (unit == "m") {
        factor = 60;
    } else if (unit == "h") {
        factor = 3'600;
    } else if (!unit.empty() && unit != "s") {
        return std::nullopt;
    }
    const double seconds = number * factor;
    if (!(seconds >= 0 && seconds <= kSecondsMax)) return std::nullopt;
    return std::chrono::microseconds{std::llround(seconds * 1e6)};
}

}  // namespace fairgate::rehearsal
