#pragma once

#include "rehearsal/figures.hpp"
#include "rehearsal/history.hpp"
#include "rehearsal/report.hpp"

namespace fairgate::rehearsal {

/// Up to where a run is good.
struct Goals {
    double failures_percent_max = 1;
    /// Of reserving and of paying.
    std::optional<std::chrono::milliseconds> p99_max;
};

/// What a run leaves behind.
struct Remains {
    Figures figures;
    History history;
    /// Fans could pay.
    bool pays = true;
    std::chrono::microseconds ended_at{0};
};

/// Fills in what the figures say. `report` comes with what is known of target, sale before, audit and
/// player.
void add_figures(Report& report, const Remains& remains);

/// Decides whether the run was good, and what its figures need to be understood. `report` is full otherwise.
void judge(Report& report, const Remains& remains, const Goals& goals);

}  // namespace fairgate::rehearsal
