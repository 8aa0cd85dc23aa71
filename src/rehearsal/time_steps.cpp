#include "rehearsal/time_steps.hpp"

#include <algorithm>

namespace fairgate::rehearsal {

std::vector<TimeStep> time_steps(const std::vector<SecondReport>& seconds, std::size_t steps_max) {
    const std::size_t length = std::max<std::size_t>(1, (seconds.size() + steps_max - 1) / steps_max);
    std::vector<TimeStep> steps;
    for (std::size_t begin = 0; begin < seconds.size(); begin += length) {
        TimeStep step;
        step.begin_second = begin;
        step.seconds = std::min(length, seconds.size() - begin);
        const auto share = 1 / static_cast<double>(step.seconds);
        for (std::size_t i = begin; i < begin + step.seconds; ++i) {
            const auto& second = seconds[i];
            step.arrivals += share * second.arrivals;
            step.reservations += share * second.reservations;
            step.seats_sold += share * second.seats_sold;
            step.succeeded += share * second.succeeded;
            step.refused += share * second.refused;
            step.failed += share * second.failed;
            step.waiting += share * second.waiting;
            step.p50_ms = std::max(step.p50_ms, second.p50_ms);
            step.p99_ms = std::max(step.p99_ms, second.p99_ms);
        }
        steps.push_back(step);
    }
    return steps;
}

}  // namespace fairgate::rehearsal
