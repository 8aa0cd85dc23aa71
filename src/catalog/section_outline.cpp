#include "catalog/section_outline.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <numbers>
#include <optional>

namespace fairgate {
namespace {

constexpr std::size_t kVerticesMax = 120;
/// Of padding: how much of it a corner may cut off, along rows and along their ends, which are ragged.
constexpr double kRowShare = 0.25;
constexpr double kEndsShare = 0.8;
/// A sharp corner is cut off at this multiple of the padding.
constexpr double kMiterMax = 1.8;

double distance_to_segment(Point p, Point a, Point b) {
    const Point ab = b - a;
    const double square = dot(ab, ab);
    const double t = square == 0 ? 0 : std::clamp(dot(p - a, ab) / square, 0.0, 1.0);
    return distance(p, a + ab * t);
}

/// Douglas and Peucker, for an open line.
void simplify(const Points& line, std::size_t first, std::size_t last, double tolerance, Points& out) {
    std::size_t farthest = first;
    double most = tolerance;
    for (std::size_t i = first + 1; i < last; ++i) {
        const double off = distance_to_segment(line[i], line[first], line[last]);
        if (off > most) {
            most = off;
            farthest = i;
        }
    }
    if (farthest == first) return out.push_back(line[last]);
    simplify(line, first, farthest, tolerance, out);
    simplify(line, farthest, last, tolerance, out);
}

double signed_area(const Points& polygon) {
    double twice = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i)
        twice += cross(polygon[i], polygon[(i + 1) % polygon.size()]);
    return twice / 2;
}

bool segments_cross(Point a, Point b, Point c, Point d) {
    const double abc = cross(b - a, c - a);
    const double abd = cross(b - a, d - a);
    const double cda = cross(d - c, a - c);
    const double cdb = cross(d - c, b - c);
    return abc * abd < 0 && cda * cdb < 0;
}

bool is_simple(const Points& polygon) {
    const std::size_t n = polygon.size();
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 2; j < n; ++j) {
            if (segments_cross(polygon[i], polygon[(i + 1) % n], polygon[j], polygon[(j + 1) % n]))
                return false;
        }
    }
    return true;
}

bool contains(const Points& polygon, Point p) {
    bool inside = false;
    for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
        const Point a = polygon[i];
        const Point b = polygon[j];
        if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
            inside = !inside;
    }
    return inside;
}

/// The polygon moved outwards by `padding`; its corners must run clockwise as seen on screen.
Points grow(const Points& polygon, double padding) {
    Points grown;
    const std::size_t n = polygon.size();
    for (std::size_t i = 0; i < n; ++i) {
        const Point before = polygon[i] - polygon[(i + n - 1) % n];
        const Point after = polygon[(i + 1) % n] - polygon[i];
        const Point n1 = Point{before.y, -before.x} * (1 / length(before));
        const Point n2 = Point{after.y, -after.x} * (1 / length(after));
        const Point sum = n1 + n2;
        const double size = length(sum);
        if (size < 1e-6) {
            grown.push_back(polygon[i] + n1 * padding);
            continue;
        }
        const double miter = std::min(2 / size, kMiterMax);
        grown.push_back(polygon[i] + sum * (padding * miter / size));
    }
    return grown;
}

/// All rows in the direction of the first one.
std::vector<Points> aligned(std::vector<Points> rows) {
    for (std::size_t i = 1; i < rows.size(); ++i) {
        auto& row = rows[i];
        const auto& previous = rows[i - 1];
        const double straight =
            distance(previous.front(), row.front()) + distance(previous.back(), row.back());
        const double flipped =
            distance(previous.front(), row.back()) + distance(previous.back(), row.front());
        if (flipped < straight) std::ranges::reverse(row);
    }
    return rows;
}

/// Around the section: along the first row, down the row ends, back along the last row, up the row starts.
std::optional<Points> outline_along_rows(const std::vector<Points>& section, double padding) {
    if (section.size() < 2) return std::nullopt;
    const auto rows = aligned(section);
    Points ends;
    Points starts;
    for (const auto& row : rows) {
        ends.push_back(row.back());
        starts.push_back(row.front());
    }
    Points polygon{rows.front().front()};
    const auto walk = [&](const Points& line, double share) {
        simplify(line, 0, line.size() - 1, padding * share, polygon);
    };
    walk(rows.front(), kRowShare);
    walk(ends, kEndsShare);
    walk(Points(rows.back().rbegin(), rows.back().rend()), kRowShare);
    walk(Points(starts.rbegin(), starts.rend()), kEndsShare);
    polygon.pop_back();
    const auto repeated =
        std::ranges::unique(polygon, [](Point a, Point b) { return distance(a, b) < 1e-6; });
    polygon.erase(repeated.begin(), repeated.end());
    if (polygon.size() < 3 || polygon.size() > kVerticesMax) return std::nullopt;
    if (distance(polygon.front(), polygon.back()) < 1e-6) polygon.pop_back();
    if (polygon.size() < 3 || std::abs(signed_area(polygon)) < padding * padding) return std::nullopt;
    if (signed_area(polygon) < 0) std::ranges::reverse(polygon);
    return grow(polygon, padding);
}

bool holds_all(const Points& polygon, const std::vector<Points>& rows) {
    return std::ranges::all_of(rows, [&](const Points& row) {
        return std::ranges::all_of(row, [&](Point seat) { return contains(polygon, seat); });
    });
}

/// Andrew's monotone chain.
Points convex_hull(Points points) {
    std::ranges::sort(points, [](Point a, Point b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
    Points hull;
    const auto add_chain = [&hull](auto begin, auto end) {
        const std::size_t base = hull.size();
        for (auto p = begin; p != end; ++p) {
            while (hull.size() >= base + 2 &&
                   cross(hull.back() - hull[hull.size() - 2], *p - hull.back()) <= 0) {
                hull.pop_back();
            }
            hull.push_back(*p);
        }
        hull.pop_back();
    };
    add_chain(points.begin(), points.end());
    add_chain(points.rbegin(), points.rend());
    return hull;
}

Points padded_hull(const std::vector<Points>& rows, double padding) {
    Points seats;
    for (const auto& row : rows) seats.insert(seats.end(), row.begin(), row.end());
    // An octagon around each seat gives even a single one some area.
    Points corners;
    for (const auto& seat : seats) {
        for (int corner = 0; corner < 8; ++corner) {
            const double angle = (corner + 0.5) * std::numbers::pi / 4;
            corners.push_back(seat + Point{std::cos(angle), std::sin(angle)} *
                                         (padding / std::cos(std::numbers::pi / 8)));
        }
    }
    return convex_hull(std::move(corners));
}

}  // namespace

Points section_outline(const std::vector<Points>& rows, double padding) {
    FAIRGATE_ASSERT(!rows.empty() && padding > 0);
    auto along_rows = outline_along_rows(rows, padding);
    if (along_rows && is_simple(*along_rows) && holds_all(*along_rows, rows)) return *along_rows;
    return padded_hull(rows, padding);
}

}  // namespace fairgate
