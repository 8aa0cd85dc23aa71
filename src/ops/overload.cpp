#include "ops/overload.hpp"

#include <algorithm>

namespace fairgate {
namespace {

/// What a step under just too much pressure adds, and the most that one adds. All of it is reached in 1.5 s.
constexpr double kGrowth = 0.05;
constexpr double kGrowthMax = 0.2;
/// What a step without pressure takes off: the whole range in 6 s.
constexpr double kDecay = 0.05;

/// `level` after a step in which `measured` was to stay below `allowed`.
double next_level(double level, std::chrono::microseconds measured, std::chrono::microseconds allowed,
                  double max) {
    const double pressure = static_cast<double>(measured.count()) / static_cast<double>(allowed.count());
    if (pressure <= 1) return std::max(0.0, level - kDecay);
    return std::min(max, level + std::min(kGrowth * pressure, kGrowthMax));
}

}  // namespace

void OverloadControl::Average::add(std::chrono::microseconds value) {
    sum_ += value.count();
    ++count_;
}

std::chrono::microseconds OverloadControl::Average::take() {
    const auto count = count_.exchange(0);
    const auto sum = sum_.exchange(0);
    return std::chrono::microseconds{count > 0 ? sum / count : 0};
}

bool OverloadControl::admits(Tier tier, std::uint32_t random) const {
    constexpr double kValues = 4'294'967'296.0;
    return static_cast<double>(random) / kValues >= refused_share(tier);
}

double OverloadControl::refused_share(Tier tier) const {
    const double level = short_of_processor_;
    switch (tier) {
        case Tier::finishing:
            return 0;
        case Tier::reserving:
            return std::max<double>(std::clamp(level - 2, 0.0, 1.0), short_of_store_);
        case Tier::queueing:
            return std::clamp(level - 1, 0.0, 1.0);
        case Tier::browsing:
            return std::clamp(level, 0.0, 1.0);
    }
    return 0;
}

void OverloadControl::loop_was_late(std::chrono::microseconds late) {
    late_.add(std::max(late, std::chrono::microseconds{0}));
}

void OverloadControl::reservation_ended(std::chrono::microseconds took) {
    --under_way_;
    reservations_.add(took);
}

void OverloadControl::step() {
    if (late_max_.count() == 0) return;
    // A single hiccup is no overload.
    usually_late_ = (3 * usually_late_ + late_.take()) / 4;
    short_of_processor_ = next_level(short_of_processor_, usually_late_, late_max_, 3);
    const auto took = reservations_.take();
    const bool crowded = under_way_ >= kReservationsUnderWay;
    short_of_store_ = next_level(short_of_store_, crowded ? took : took.zero(), kReservationMax, 1);
}

}  // namespace fairgate
