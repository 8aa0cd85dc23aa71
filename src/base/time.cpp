#include "base/time.hpp"

#include <fmt/format.h>

#include <charconv>

namespace fairgate {
namespace {

using namespace std::chrono;

/// Consumes exactly `digits` decimal digits from the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc{} || end != text.data() + digits || text.front() == '-') return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<sys_days> take_date(std::string_view& text) {
    const auto y = take_number(text, 4);
    if (!y || !take(text, '-')) return std::nullopt;
    const auto m = take_number(text, 2);
    if (!m || !take(text, '-')) return std::nullopt;
    const auto d = take_number(text, 2);
    if (!d) return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
    if (!date.ok()) return std::nullopt;
    return sys_days{date};
}

milliseconds take_fraction(std::string_view& text) {
    if (!take(text, '.')) return 0ms;
    int scale = 100;
    milliseconds fraction{0};
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        fraction += milliseconds{(text.front() - '0') * scale};
        scale /= 10;
        text.remove_prefix(1);
    }
    return fraction;
}

std::optional<minutes> take_offset(std::string_view& text) {
    if (take(text, 'Z') || take(text, 'z')) return 0min;
    const bool west = text.starts_with('-');
    if (!west && !text.starts_with('+')) return std::nullopt;
    text.remove_prefix(1);
    const auto h = take_number(text, 2);
    if (!h || !take(text, ':')) return std::nullopt;
    const auto m = take_number(text, 2);
    if (!m || *h > 23 || *m > 59) return std::nullopt;
    const minutes offset = hours{*h} + minutes{*m};
    return west ? -offset : offset;
}

}  // namespace

std::string to_rfc3339(Timestamp at) {
    const auto date = floor<days>(at);
    const year_month_day ymd{date};
    const hh_mm_ss clock{at - date};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(ymd.year()),
                       static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::optional<Timestamp> from_rfc3339(std::string_view text) {
    const auto date = take_date(text);
    if (!date) return std::nullopt;
    if (text.empty()) return Timestamp{*date};
    if (!take(text, 'T') && !take(text, 't')) return std::nullopt;
    const auto h = take_number(text, 2);
    if (!h || *h > 23 || !take(text, ':')) return std::nullopt;
    const auto m = take_number(text, 2);
    if (!m || *m > 59 || !take(text, ':')) return std::nullopt;
    const auto s = take_number(text, 2);
    if (!s || *s > 60) return std::nullopt;
    const auto fraction = take_fraction(text);
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    return Timestamp{*date} + hours{*h} + minutes{*m} + seconds{*s} + fraction - *offset;
}

}  // namespace fairgate
