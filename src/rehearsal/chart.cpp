#include "rehearsal/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace fairgate::rehearsal {
namespace {

// In units of the drawing, which is scaled to the width that it is shown at.
constexpr double kWidth = 440;
constexpr double kHeight = 230;
constexpr double kLeft = 52;
constexpr double kRight = 12;
constexpr double kTop = 14;
constexpr double kBottom = 26;
constexpr double kPlotWidth = kWidth - kLeft - kRight;
constexpr double kPlotHeight = kHeight - kTop - kBottom;
constexpr int kSteps = 4;

using Out = std::back_insert_iterator<std::string>;

/// As short as it can be said: "0.5", "20", "1.5k".
std::string tick(double value) {
    if (value >= 1e6) return fmt::format("{:g}M", value / 1e6);
    if (value >= 1e4) return fmt::format("{:g}k", value / 1e3);
    return fmt::format("{:g}", value);
}

double x_of(double share) {
    return kLeft + share * kPlotWidth;
}

double y_of(double share) {
    return kTop + (1 - share) * kPlotHeight;
}

void begin_figure(Out out, std::string_view title, std::string_view description, double height) {
    fmt::format_to(out,
                   "<figure><figcaption>{0}</figcaption>\n<svg viewBox=\"0 0 {1} {2}\" role=\"img\" "
                   "aria-label=\"{0}: {3}\">\n",
                   escaped(title), kWidth, height, escaped(description));
}

void draw_axes(Out out, const TimeChart& chart, double end) {
    for (int i = 0; i <= kSteps; ++i) {
        const double share = static_cast<double>(i) / kSteps;
        fmt::format_to(out,
                       "<line class=\"grid\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
                       "<text class=\"y\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
                       kLeft, kWidth - kRight, y_of(share), y_of(share), kLeft - 6, y_of(share) + 4,
                       tick(end * share));
    }
    for (int i = 0; i <= kSteps; ++i) {
        const double share = static_cast<double>(i) / kSteps;
        const char* anchor = i == 0 ? "start" : i == kSteps ? "end" : "middle";
        fmt::format_to(out, "<text text-anchor=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{:.0f} s</text>\n", anchor,
                       x_of(share), kHeight - 8, chart.seconds * share);
    }
}

/// A value holds for its whole step, so its point is in the middle of it.
void draw_line(Out out, const ChartLine& line, std::size_t number, double end) {
    const auto& values = line.values;
    const auto has = [&](std::size_t i) { return i < values.size() && values[i]; };
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i]) continue;
        const bool begins = i == 0 || !values[i - 1];
        if (begins) fmt::format_to(out, "<polyline class=\"line-{}\" points=\"", number);
        const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(values.size());
        const auto point = fmt::format("{:.1f},{:.1f} ", x_of(share), y_of(*values[i] / end));
        fmt::format_to(out, "{}", point);
        if (has(i + 1)) continue;
        // A line of one point would not be drawn; to itself it is a dot.
        fmt::format_to(out, "{}\"/>\n", begins ? point : "");
    }
}

double highest(const TimeChart& chart) {
    double max = 0;
    for (const auto& line : chart.lines) {
        for (const auto& value : line.values) max = std::max(max, value.value_or(0));
    }
    return max;
}

/// A logarithmic axis from a hundredth of a millisecond to a power of ten.
struct LogAxis {
    static constexpr double kBegin = -2;
    double end = 0;

    explicit LogAxis(double max) : end(std::max(0.0, std::ceil(std::log10(std::max(max, 1e-9))))) {}

    double x(double milliseconds) const {
        const double at = std::log10(std::max(milliseconds, 1e-2));
        return kBarLeft + (at - kBegin) / (end - kBegin) * (kWidth - kBarLeft - kRight);
    }

    static constexpr double kBarLeft = 104;
};

std::string decade_name(double exponent) {
    const double milliseconds = std::pow(10, exponent);
    if (milliseconds >= 1'000) return fmt::format("{:g} s", milliseconds / 1'000);
    return fmt::format("{:g} ms", milliseconds);
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

double axis_end(double max) {
    if (max <= 0) return kSteps;
    const double step = max / kSteps;
    const double power = std::pow(10, std::floor(std::log10(step)));
    for (const double round : {1.0, 2.0, 2.5, 5.0}) {
        if (round * power >= step) return round * power * kSteps;
    }
    return 10 * power * kSteps;
}

std::string draw(const TimeChart& chart) {
    std::string html;
    const Out out(html);
    const double max = highest(chart);
    const double end = axis_end(max);
    begin_figure(
        out, fmt::format("{} ({})", chart.title, chart.unit),
        fmt::format("at most {} in {:.0f} seconds", tick(std::round(max * 100) / 100), chart.seconds),
        kHeight);
    draw_axes(out, chart, end);
    for (std::size_t i = 0; i < chart.lines.size(); ++i) draw_line(out, chart.lines[i], i + 1, end);
    fmt::format_to(out, "</svg>\n<ul class=\"legend\">");
    for (std::size_t i = 0; i < chart.lines.size(); ++i) {
        fmt::format_to(out, "<li class=\"key-{}\">{}</li>", i + 1, escaped(chart.lines[i].name));
    }
    fmt::format_to(out, "</ul></figure>\n");
    return html;
}

std::string draw(std::string_view title, const std::vector<LatencyBar>& bars) {
    constexpr double kBar = 24;
    constexpr double kBarHeight = 10;
    std::string html;
    const Out out(html);
    double max = 1;
    for (const auto& bar : bars) max = std::max(max, bar.max);
    const LogAxis axis(max);
    const double bottom = kTop + kBar * static_cast<double>(bars.size());
    begin_figure(out, title, "from the median to the longest, on a logarithmic axis", bottom + kBottom);
    // Five names are as many as fit.
    const double name_every = axis.end - LogAxis::kBegin > 4 ? 2 : 1;
    for (double exponent = LogAxis::kBegin; exponent <= axis.end; ++exponent) {
        const double x = axis.x(std::pow(10, exponent));
        const bool has_name = std::fmod(axis.end - exponent, name_every) == 0;
        fmt::format_to(out,
                       "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>"
                       "<text text-anchor=\"{3}\" x=\"{0:.1f}\" y=\"{4:.1f}\">{5}</text>\n",
                       x, kTop, bottom, exponent >= axis.end ? "end" : "middle", bottom + 18,
                       has_name ? decade_name(exponent) : "");
    }
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const auto& bar = bars[i];
        const double y = kTop + kBar * static_cast<double>(i) + (kBar - kBarHeight) / 2;
        const auto piece = [&](const char* name, double from, double to) {
            fmt::format_to(out,
                           "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{}\"/>",
                           name, axis.x(from), y, std::max(1.5, axis.x(to) - axis.x(from)), kBarHeight);
        };
        fmt::format_to(out, "<text class=\"y\" x=\"{}\" y=\"{:.1f}\">{}</text>", LogAxis::kBarLeft - 6,
                       y + kBarHeight - 1, escaped(bar.name));
        piece("to-max", bar.p999, bar.max);
        piece("to-p999", bar.p99, bar.p999);
        piece("to-p99", bar.p50, bar.p99);
        fmt::format_to(out, "\n");
    }
    fmt::format_to(
        out,
        "</svg>\n<ul class=\"legend\"><li class=\"key-p99\">p50 to p99</li>"
        "<li class=\"key-p999\">to p99.9</li><li class=\"key-max\">to the longest</li></ul></figure>\n");
    return html;
}

}  // namespace fairgate::rehearsal
