#include "catalog/row_shape.hpp"

#include "base/assert.hpp"

#include <numbers>
#include <optional>

namespace fairgate {
namespace {

/// Digits after the point. Steps are multiplied by the seat's position and angles by the radius, so they get
/// more.
constexpr int kPlaceDecimals = 2;
constexpr int kStepDecimals = 5;
constexpr int kAngleDecimals = 7;
/// A flatter arc is a line or has seats out of place.
constexpr double kArcRadiusMax = 20'000;

template <class PlaceOf>
bool fits(const Points& seats, PlaceOf place_of) {
    for (std::size_t i = 0; i < seats.size(); ++i) {
        if (distance(seats[i], place_of(static_cast<double>(i))) > kRowToleranceUnits) return false;
    }
    return true;
}

std::optional<RowFit> fit_line(const Points& seats) {
    const double steps = seats.size() > 1 ? static_cast<double>(seats.size() - 1) : 1;
    const Point start{round_to(seats.front().x, kPlaceDecimals), round_to(seats.front().y, kPlaceDecimals)};
    const Point step{round_to((seats.back().x - seats.front().x) / steps, kStepDecimals),
                     round_to((seats.back().y - seats.front().y) / steps, kStepDecimals)};
    if (!fits(seats, [&](double i) { return start + step * i; })) return std::nullopt;
    return RowFit{api::RowShape::line, {start.x, start.y, step.x, step.y}};
}

/// The centre of the circle through three points; empty when they are nearly on a line.
std::optional<Point> circle_center(Point a, Point b, Point c) {
    const Point ab = b - a;
    const Point ac = c - a;
    const double twice_area = 2 * cross(ab, ac);
    if (std::abs(twice_area) < 1e-9) return std::nullopt;
    const double ab2 = dot(ab, ab);
    const double ac2 = dot(ac, ac);
    return a + Point{ac.y * ab2 - ab.y * ac2, ab.x * ac2 - ac.x * ab2} * (1 / twice_area);
}

std::optional<RowFit> fit_arc(const Points& seats) {
    if (seats.size() < 3) return std::nullopt;
    const auto found = circle_center(seats.front(), seats[seats.size() / 2], seats.back());
    if (!found) return std::nullopt;
    const Point center{round_to(found->x, kPlaceDecimals), round_to(found->y, kPlaceDecimals)};
    const double radius = round_to(distance(center, seats.front()), kPlaceDecimals);
    if (radius > kArcRadiusMax) return std::nullopt;

    const auto angle_of = [&](Point p) { return std::atan2(p.y - center.y, p.x - center.x); };
    const double start = angle_of(seats.front());
    // Neighbours are less than half a turn apart, so the sum of their turns is the row's whole turn, with its
    // direction.
    double turn = 0;
    for (std::size_t i = 1; i < seats.size(); ++i) {
        turn += std::remainder(angle_of(seats[i]) - angle_of(seats[i - 1]), 2 * std::numbers::pi);
    }
    const double first = round_to(start, kAngleDecimals);
    const double step = round_to(turn / static_cast<double>(seats.size() - 1), kAngleDecimals);
    const auto place_of = [&](double i) {
        return center + Point{std::cos(first + i * step), std::sin(first + i * step)} * radius;
    };
    if (!fits(seats, place_of)) return std::nullopt;
    return RowFit{api::RowShape::arc, {center.x, center.y, radius, first, step}};
}

}  // namespace

double round_to(double value, int decimals) {
    const double scale = std::pow(10, decimals);
    const double rounded = std::round(value * scale) / scale;
    return rounded == 0 ? 0 : rounded;  // never -0
}

RowFit fit_row(const Points& seats) {
    FAIRGATE_ASSERT(!seats.empty());
    if (auto line = fit_line(seats)) return *line;
    if (auto arc = fit_arc(seats)) return *arc;
    RowFit fit;
    for (const auto& seat : seats) {
        fit.coordinates.push_back(round_to(seat.x, kPlaceDecimals));
        fit.coordinates.push_back(round_to(seat.y, kPlaceDecimals));
    }
    return fit;
}

}  // namespace fairgate
