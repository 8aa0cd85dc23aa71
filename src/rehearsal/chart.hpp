#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairgate::rehearsal {

/// For the text of HTML and for attributes.
std::string escaped(std::string_view text);

/// One line of a chart over time.
struct ChartLine {
    std::string name;
    /// A point a step, none negative; a gap where there is none.
    std::vector<std::optional<double>> values;
};

/// Lines over the seconds of a run. Each is drawn as `line-1`, `line-2`, ..., which the page's style colours.
struct TimeChart {
    std::string title;
    /// Of the values, for the axis: "ms", "a second".
    std::string unit;
    /// From the first point's left edge to the last one's right.
    double seconds = 0;
    std::vector<ChartLine> lines;
};

/// A <figure> with the chart as SVG and its legend.
std::string draw(const TimeChart& chart);

/// How long calls of one kind took, in milliseconds.
struct LatencyBar {
    std::string name;
    double p50 = 0;
    double p99 = 0;
    double p999 = 0;
    double max = 0;
};

/// A <figure> with a bar a kind, on a logarithmic axis.
std::string draw(std::string_view title, const std::vector<LatencyBar>& bars);

/// The end of an axis that begins at 0 and has `max` on it, in four round steps.
double axis_end(double max);

}  // namespace fairgate::rehearsal
