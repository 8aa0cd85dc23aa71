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
    const int year = static_cast<int>(ymd.year());
    // By hand: an answer has several of these, and formatting them cost a sixth of a poll.
    std::string text = "0000-00-00T00:00:00.000Z";
    const auto put = [&text](std::size_t last, std::size_t digits, auto value) {
        auto rest = static_cast<std::uint64_t>(value);
        for (std::size_t i = 0; i < digits; ++i, rest /= 10)
            text[last - i] = static_cast<char>('0' + rest % 10);
    };
    put(3, 4, year);
    put(6, 2, static_cast<unsigned>(ymd.month()));
    put(9, 2, static_cast<unsigned>(ymd.day()));
    put(12, 2, clock.hours().count());
    put(15, 2, clock.minutes().count());
    put(18, 2, clock.seconds().count());
    put(22, 3, clock.subseconds().count());
    if (year >= 0 && year <= 9999) return text;
    return fmt::format("{:04}", year) + text.substr(4);
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
