#include "waitingroom/poll_pace.hpp"

#include <algorithm>

namespace fairgate {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kDefault = 3s;
constexpr std::chrono::milliseconds kLongBefore = 30s;
/// Answers a second that the moment after the draw is planned for.
constexpr std::uint32_t kAnswersPerSecond = 20'000;
constexpr std::chrono::milliseconds kAfterDrawMax = 30s;

struct Step {
    std::uint32_t position_max;
    std::chrono::milliseconds pause;
};
constexpr Step kSteps[] = {{100, 1s}, {2'000, kDefault}, {20'000, 6s}, {200'000, 15s}, {UINT32_MAX, 30s}};

/// In [0, bound), another one for every entry and every second.
std::chrono::milliseconds spread(const PollSituation& s, std::chrono::milliseconds bound) {
    std::uint64_t mixed = static_cast<std::uint64_t>(s.now.time_since_epoch().count()) ^
                          (std::uint64_t{s.entry} + 1) * 0x9E3779B97F4A7C15ULL;
    mixed = (mixed ^ mixed >> 31) * 0xBF58476D1CE4E5B9ULL;
    mixed ^= mixed >> 29;
    const auto limit = static_cast<std::uint64_t>(std::max<std::int64_t>(bound.count(), 1));
    return std::chrono::milliseconds{static_cast<std::int64_t>(mixed % limit)};
}

std::chrono::milliseconds before_draw(const PollSituation& s) {
    const auto left = s.opens_at - s.now;
    const auto pause = left > 10min ? kLongBefore : kDefault;
    if (left > pause + pause / 3) return pause + spread(s, pause / 3);
    // This answer is the last before the draw: the next questions are spread over the time after it.
    const auto needed = std::chrono::milliseconds{std::int64_t{s.waiting} * 1'000 / kAnswersPerSecond};
    return std::max(left, 0ms) + 1s +
           spread(s, std::clamp<std::chrono::milliseconds>(needed, 1s, kAfterDrawMax));
}

}  // namespace

std::chrono::milliseconds poll_pause(const PollSituation& situation) {
    if (situation.position == 0) {
        if (situation.now < situation.opens_at) return before_draw(situation);
        return kDefault + spread(situation, kDefault / 3);
    }
    const auto step = std::ranges::find_if(
        kSteps, [&](const Step& candidate) { return situation.position <= candidate.position_max; });
    return step->pause + spread(situation, step->pause / 3);
}

}  // namespace fairgate
