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

/// As many as are finished in the time that a reservation may take.
int finished_in_time(int finished_in_step) {
    return static_cast<int>(finished_in_step * OverloadControl::kReservationMax / OverloadControl::kStep);
}

/// How many more may be under way after a step without pressure, in which some were turned away or not.
int growth(int limit, bool turned_away) {
    constexpr int kShare = 10;
    return turned_away ? limit / kShare : OverloadControl::kUnderWayLeast / 4;
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
    return static_cast<double>(random) / kValues >= share_for_processor(tier);
}

double OverloadControl::refused_share(Tier tier) const {
    const double share = share_for_processor(tier);
    return tier == Tier::reserving ? std::max<double>(share, short_of_store_) : share;
}

double OverloadControl::share_for_processor(Tier tier) const {
    const double level = short_of_processor_;
    switch (tier) {
        case Tier::finishing:
            return 0;
        case Tier::reserving:
            return std::clamp(level - 2, 0.0, 1.0);
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

bool OverloadControl::begin_reservation() {
    ++wanted_;
    // Loops that look at the same moment may each let one in: a few more do no harm.
    if (late_max_.count() > 0 && under_way_ >= under_way_max_) {
        ++turned_away_;
        return false;
    }
    ++under_way_;
    return true;
}

void OverloadControl::reservation_ended(std::chrono::microseconds took) {
    --under_way_;
    ++finished_;
    reservations_.add(took);
}

void OverloadControl::step() {
    if (late_max_.count() == 0) return;
    // A single hiccup is no overload.
    usually_late_ = (3 * usually_late_ + late_.take()) / 4;
    short_of_processor_ = next_level(short_of_processor_, usually_late_, late_max_, 3);
    const int turned_away = turned_away_.exchange(0);
    const int wanted = wanted_.exchange(0);
    short_of_store_ = wanted > 0 ? static_cast<double>(turned_away) / wanted : 0;
    const int finished = finished_.exchange(0);
    const bool is_slow = reservations_.take() > kReservationMax;
    int limit = under_way_max_;
    // Well before anything is refused for it: who is turned away needs the loops as well.
    const bool is_late = usually_late_ > late_max_ / 5;
    if (is_slow && was_slow_) limit = std::min(limit, finished_in_time(finished));
    if (is_late) limit = limit * 4 / 5;
    if (!is_slow && !is_late) limit += growth(limit, turned_away > 0);
    under_way_max_ = std::clamp(limit, kUnderWayLeast, kUnderWayMost);
    was_slow_ = is_slow;
}

}  // namespace fairgate
