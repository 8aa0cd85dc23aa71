#include "rehearsal/arrivals.hpp"

#include "rehearsal/dice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>

namespace fairgate::rehearsal {
namespace {

using Seconds = std::uint64_t;

/// What the second of an arrival is drawn with, so that it has nothing to do with what the fan wants.
constexpr std::uint64_t kArrivalDice = std::uint64_t{1} << 60;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r";
    const auto begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [parsed, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc{} || parsed != end) return std::nullopt;
    return number;
}

/// "20:00:03" or "72003".
std::optional<Seconds> time_of(std::string_view text) {
    if (!text.contains(':')) {
        // Seconds since 1970 fit many times.
        constexpr Seconds kMax = 1'000'000'000'000;
        const auto seconds = whole_number(text);
        return seconds && *seconds <= kMax ? seconds : std::nullopt;
    }
    constexpr std::size_t kLength = std::string_view("20:00:03").size();
    if (text.size() != kLength || text[2] != ':' || text[5] != ':') return std::nullopt;
    const auto hours = whole_number(text.substr(0, 2));
    const auto minutes = whole_number(text.substr(3, 2));
    const auto seconds = whole_number(text.substr(6, 2));
    if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
    return *hours * 3'600 + *minutes * 60 + *seconds;
}

class CurveReader {
  public:
    /// Empty when the line was taken, else what is wrong with it.
    std::string take(std::string_view line) {
        const auto comma = line.find(',');
        const bool has_time = comma != std::string_view::npos;
        const auto count = whole_number(trimmed(has_time ? line.substr(comma + 1) : line));
        if (!count) return "wants COUNT or TIME,COUNT with a whole number of fans";
        if (!has_time) return add(curve_.per_second.size(), *count);
        const auto said = trimmed(line.substr(0, comma));
        const auto time = time_of(said);
        if (!time) return "wants a time such as 20:00:03, or whole seconds";
        if (!first_time_) first_time_ = time;
        const Seconds earliest = *first_time_ + curve_.per_second.size();
        if (said.contains(':') && is_next_day(*time + midnights_, earliest)) midnights_ += kDay;
        if (*time + midnights_ < earliest) return "is not later than the line before";
        return add(*time + midnights_ - *first_time_, *count);
    }

    ArrivalCurve curve() { return std::move(curve_); }

  private:
    static constexpr Seconds kDay = 86'400;

    /// A time of day that goes back has gone over midnight, unless that would be more than half a day later:
    /// such a line is in the wrong place.
    static bool is_next_day(Seconds time, Seconds earliest) {
        return time < earliest && time + kDay >= earliest && time + kDay - earliest < kDay / 2;
    }

    std::string add(Seconds second, std::uint64_t count) {
        if (second >= ArrivalCurve::kSecondsMax) return "is more than a day after the first";
        fans_ += count;
        if (count > ArrivalCurve::kFansMax || fans_ > ArrivalCurve::kFansMax) {
            return fmt::format("makes it more than {} fans", ArrivalCurve::kFansMax);
        }
        curve_.per_second.resize(second + 1);
        curve_.per_second[second] = static_cast<std::uint32_t>(count);
        return {};
    }

    ArrivalCurve curve_;
    std::optional<Seconds> first_time_;
    /// Since the first line, in seconds.
    Seconds midnights_ = 0;
    std::uint64_t fans_ = 0;
};

bool is_heading(std::string_view line) {
    return std::ranges::any_of(line, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

}  // namespace

std::uint64_t ArrivalCurve::fans() const {
    return std::accumulate(per_second.begin(), per_second.end(), std::uint64_t{0});
}

std::expected<ArrivalCurve, ArrivalsError> parse_arrivals(std::string_view csv) {
    // What spreadsheets begin a file with.
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (csv.starts_with(kByteOrderMark)) csv.remove_prefix(kByteOrderMark.size());
    CurveReader reader;
    std::size_t number = 0;
    while (!csv.empty()) {
        const auto end = csv.find('\n');
        const auto line = trimmed(csv.substr(0, end));
        csv = end == std::string_view::npos ? std::string_view{} : csv.substr(end + 1);
        ++number;
        if (line.empty() || (number == 1 && is_heading(line))) continue;
        auto wrong = reader.take(line);
        if (!wrong.empty()) return std::unexpected(ArrivalsError{number, std::move(wrong)});
    }
    ArrivalCurve curve = reader.curve();
    if (curve.fans() == 0) return std::unexpected(ArrivalsError{0, "has no fans"});
    return curve;
}

ArrivalCurve even_arrivals(std::uint64_t fans, std::chrono::seconds over) {
    const auto seconds = static_cast<std::uint64_t>(over.count());
    ArrivalCurve curve;
    for (std::uint64_t i = 0; i < seconds; ++i) {
        curve.per_second.push_back(static_cast<std::uint32_t>(fans * (i + 1) / seconds - fans * i / seconds));
    }
    return curve;
}

ArrivalCurve scaled(const ArrivalCurve& curve, double factor) {
    ArrivalCurve result;
    std::uint64_t before = 0;
    std::uint64_t given = 0;
    for (const auto count : curve.per_second) {
        before += count;
        const auto target = static_cast<std::uint64_t>(std::llround(static_cast<double>(before) * factor));
        result.per_second.push_back(static_cast<std::uint32_t>(target - given));
        given = target;
    }
    return result;
}

std::vector<std::chrono::microseconds> arrival_moments(const ArrivalCurve& curve, std::uint64_t seed) {
    constexpr std::uint32_t kSecond = 1'000'000;
    Dice dice(seed, kArrivalDice);
    std::vector<std::chrono::microseconds> moments;
    moments.reserve(curve.fans());
    for (std::size_t second = 0; second < curve.per_second.size(); ++second) {
        const auto begin = moments.size();
        for (std::uint32_t i = 0; i < curve.per_second[second]; ++i) {
            moments.emplace_back(static_cast<std::int64_t>(second) * kSecond + dice.below(kSecond));
        }
        std::sort(moments.begin() + static_cast<std::ptrdiff_t>(begin), moments.end());
    }
    return moments;
}

}  // namespace fairgate::rehearsal
