#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>

namespace fairgate::rehearsal {

/// A fan's own chance, by SplitMix64: eight bytes, so that a million fans have one each, and what a fan
/// wants depends on the run's seed and the fan's number alone. Never for secrets.
class Dice {
  public:
    Dice(std::uint64_t seed, std::uint64_t number) : state_(seed ^ mix(number + 1)) {}

    std::uint64_t next() { return mix(state_ += kStep); }

    /// Uniform in [0, 1).
    double share() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

    /// Uniform in [0, bound); `bound` > 0.
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
    }

    bool percent(unsigned chance) { return below(100) < chance; }

    /// How long somebody takes for what takes half of all people less than `median`: most are near it, a few
    /// take several times as long.
    std::chrono::microseconds human_time(std::chrono::microseconds median) {
        constexpr double kSpread = 0.6;
        constexpr double kTwoPi = 6.283185307179586;
        const double normal = std::sqrt(-2 * std::log(1 - share())) * std::cos(kTwoPi * share());
        const double time = static_cast<double>(median.count()) * std::exp(kSpread * normal);
        return std::chrono::microseconds{static_cast<std::int64_t>(time)};
    }

  private:
    static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15ULL;

    static std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }

    std::uint64_t state_;
};

}  // namespace fairgate::rehearsal
