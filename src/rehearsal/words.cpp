#include "rehearsal/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace fairgate::rehearsal {

std::string with_commas(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

std::string in_milliseconds(double milliseconds) {
    if (milliseconds >= 99.95) return with_commas(static_cast<std::uint64_t>(std::llround(milliseconds)));
    return fmt::format("{:.{}f}", milliseconds, milliseconds >= 9.995 ? 1 : 2);
}

std::string in_time(std::chrono::microseconds duration) {
    struct Unit {
        std::int64_t seconds;
        const char* one;
        const char* many;
    };
    constexpr std::array kUnits = {Unit{86'400, " day", " days"}, Unit{3'600, " h", " h"},
                                   Unit{60, " min", " min"}, Unit{1, " s", " s"}};
    auto left = std::chrono::ceil<std::chrono::seconds>(duration).count();
    std::string text;
    for (const auto& unit : kUnits) {
        const auto count = left / unit.seconds;
        // Two units are as exact as anybody wants it.
        const bool is_second = !text.empty();
        if (count > 0) {
            text += fmt::format("{}{}{}", is_second ? " " : "", count, count == 1 ? unit.one : unit.many);
        }
        if (is_second) break;
        left %= unit.seconds;
    }
    return text.empty() ? "0 s" : text;
}

std::string in_currency(MinorUnits amount, std::string_view currency) {
    constexpr std::int64_t kCents = 100;
    const auto whole = static_cast<std::uint64_t>(std::max<std::int64_t>(amount.value, 0));
    return fmt::format("{}.{:02} {}", with_commas(whole / kCents), whole % kCents, currency);
}

std::string for_people(std::string_view name) {
    std::string text(name);
    std::ranges::replace(text, '_', ' ');
    return text;
}

}  // namespace fairgate::rehearsal
