#pragma once

#include "rehearsal/report.hpp"

namespace fairgate::rehearsal {

/// Some seconds of a run together.
struct TimeStep {
    std::size_t begin_second = 0;
    std::size_t seconds = 0;
    /// Of each second, on average.
    double arrivals = 0;
    double reservations = 0;
    double seats_sold = 0;
    double succeeded = 0;
    double refused = 0;
    double failed = 0;
    double waiting = 0;
    /// Of its worst second; absent when nobody was answered.
    std::optional<double> p50_ms;
    std::optional<double> p99_ms;
};

/// The run in at most `steps_max` steps of equal length, the last one perhaps shorter.
std::vector<TimeStep> time_steps(const std::vector<SecondReport>& seconds, std::size_t steps_max);

}  // namespace fairgate::rehearsal
