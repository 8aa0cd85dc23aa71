#include "ops/overload.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fairgate {
namespace {

/// What a step under just too much pressure adds, and the most that one adds. All of it is reached in 1.5 s.
constexpr double kGrowth = 0.05;
constexpr double kGrowthMax = 0.2;
/// What a step without pressure takes off: the whole range in 9 s, and in 2 s when the processor idles.
constexpr double kDecay = 0.035;
constexpr double kDecayIdle = 0.15;
/// Below this the processor idles.
constexpr double kIdlePressure = 0.25;
/// Within its third of the level, what is let in of a tier is halved so many times.
constexpr double kHalvings = 8;
/// A tier that less than this share of all comes of is passed over.
constexpr int kPassedOver = 20;

/// `level` after a step in which `measured` was to stay below `allowed`.
double next_level(double level, std::chrono::microseconds measured, std::chrono::microseconds allowed,
                  double max) {
    const double pressure = static_cast<double>(measured.count()) / static_cast<double>(allowed.count());
    if (pressure <= 1) return std::max(0.0, level - (pressure < kIdlePressure ? kDecayIdle : kDecay));
    return std::min(max, level + std::min(kGrowth * pressure, kGrowthMax));
}

/// As many as are finished in the time that a reservation may take.
int finished_in_time(int finished_in_step) {
    return static_cast<int>(finished_in_step * OverloadControl::kReservationMax / OverloadControl::kStep);
}

/// How many more may be under way after a step without pressure, in which some were turned away or not.
int growth(int limit, bool turned_away) {
    constexpr int kShare = 10;
    return turned_away ? limit / kShare : OverloadControl::kUnderWayLeast / 2;
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

bool OverloadControl::admits(Tier tier, std::uint32_t random) {
    came_[static_cast<std::size_t>(tier)].fetch_add(1, std::memory_order_relaxed);
    constexpr double kValues = 4'294'967'296.0;
    return static_cast<double>(random) / kValues >= share_for_processor(tier);
}

double OverloadControl::refused_share(Tier tier) const {
    const double share = share_for_processor(tier);
    return tier == Tier::reserving ? std::max<double>(share, short_of_store_) : share;
}

double OverloadControl::share_for_processor(Tier tier) const {
    if (tier == Tier::finishing) return 0;
    const int tiers_before = static_cast<int>(Tier::browsing) - static_cast<int>(tier);
    const double level = short_of_processor_ - tiers_before;
    if (level <= 0) return 0;
    return level >= 1 ? 1 : 1 - std::exp2(-kHalvings * level);
}

/// Where the tiers begin that something comes of; at 0 while hardly anything comes at all.
double OverloadControl::level_to_begin_at() {
    std::array<int, 4> came{};
    for (std::size_t i = 0; i < came.size(); ++i) came[i] = came_[i].exchange(0);
    const int all = std::accumulate(came.begin(), came.end(), 0);
    double level = 0;
    if (all < kPassedOver) return level;
    for (auto tier = came.rbegin(); tier != came.rend() - 2 && *tier * kPassedOver < all; ++tier) ++level;
    return level;
}

void OverloadControl::loop_was_late(std::chrono::microseconds late) {
    late_.add(std::max(late, std::chrono::microseconds{0}));
}

bool OverloadControl::begin_reservation() {
    ++wanted_;
    // Loops that look at the same moment may each let one in: a few more do no harm.
    if (late_max_.count() > 0 && under_way_ >= under_way_max_ && reserving_ >= kReservingLeast) {
        ++turned_away_;
        return false;
    }
    ++under_way_;
    ++reserving_;
    return true;
}

void OverloadControl::reservation_ended(std::chrono::microseconds took) {
    --under_way_;
    --reserving_;
    ++finished_;
    reservations_.add(took);
}

std::chrono::milliseconds OverloadControl::next_turn(Timestamp now) {
    using std::chrono::microseconds;
    constexpr std::int64_t kTurn = std::micro::den / kRefusalsPerSecond;
    // A step's worth may be refused at once.
    const std::int64_t earliest = microseconds{now.time_since_epoch() - kStep}.count();
    const std::int64_t latest = microseconds{now.time_since_epoch() + kTurnMax}.count();
    std::int64_t turn = next_refusal_;
    std::int64_t mine = 0;
    do {
        mine = std::max(turn, earliest);
    } while (!next_refusal_.compare_exchange_weak(turn, std::min(mine + kTurn, latest)));
    const auto wait =
        std::chrono::duration_cast<std::chrono::milliseconds>(microseconds{mine} - now.time_since_epoch());
    return std::clamp<std::chrono::milliseconds>(wait, std::chrono::milliseconds{0}, kTurnMax);
}

void OverloadControl::step() {
    if (late_max_.count() == 0) return;
    // A single hiccup is no overload, and a single step without one not its end.
    const auto usual = usually_late();
    const auto measured = late_.take();
    const bool is_over = measured < usual && was_less_late_;
    was_less_late_ = measured < usual;
    const auto late = is_over ? (usual + 3 * measured) / 4 : (3 * usual + measured) / 4;
    usually_late_ = late;
    const double begin_at = level_to_begin_at();
    double level = short_of_processor_;
    if (late > late_max_) level = std::max(level, begin_at);
    short_of_processor_ = next_level(level, late, late_max_, 3);
    const int turned_away = turned_away_.exchange(0);
    const int wanted = wanted_.exchange(0);
    short_of_store_ = wanted > 0 ? static_cast<double>(turned_away) / wanted : 0;
    const int finished = finished_.exchange(0);
    const bool is_slow = reservations_.take() > kReservationMax;
    int limit = under_way_max_;
    // Well before anything is refused for it: who is turned away needs the loops as well.
    const bool is_late = late > late_max_ / 3;
    if (is_slow && was_slow_) limit = std::min(limit, finished_in_time(finished));
    if (is_late) limit = limit * 4 / 5;
    if (!is_slow && !is_late) limit += growth(limit, turned_away > 0);
    under_way_max_ = std::clamp(limit, kUnderWayLeast, kUnderWayMost);
    was_slow_ = is_slow;
}

}  // namespace fairgate
