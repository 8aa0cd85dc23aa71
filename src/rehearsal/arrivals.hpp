#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace fairgate::rehearsal {

/// How many fans come in each second of a run.
struct ArrivalCurve {
    static constexpr std::size_t kSecondsMax = 86'400;
    static constexpr std::uint64_t kFansMax = 5'000'000;

    std::vector<std::uint32_t> per_second;

    std::uint64_t fans() const;
};

/// What is wrong with a file of arrivals; `line` is 0 when it is wrong as a whole.
struct ArrivalsError {
    std::size_t line = 0;
    std::string reason;
};

/// Reads one line a second: `COUNT`, or `TIME,COUNT` with times as HH:MM:SS or in whole seconds, going up;
/// HH:MM:SS may go over midnight. Seconds that are not there have nobody. A first line of words is a heading.
std::expected<ArrivalCurve, ArrivalsError> parse_arrivals(std::string_view csv);

/// The same number in every second, as far as whole fans go. `over` of at least a second.
ArrivalCurve even_arrivals(std::uint64_t fans, std::chrono::seconds over);

/// The curve with `factor` times as many fans: their total is that of the factor, to the fan.
ArrivalCurve scaled(const ArrivalCurve& curve, double factor);

/// When each fan comes, in order: anywhere in its second, by chance of `seed`.
std::vector<std::chrono::microseconds> arrival_moments(const ArrivalCurve& curve, std::uint64_t seed);

}  // namespace fairgate::rehearsal
