#include "catalog/row_shape.hpp"

#include "catalog/plan_seats.hpp"
#include "catalog/section_outline.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numbers>

namespace fairgate::testing {
namespace {

/// Where a plan with this one row puts its seats.
Points placed(const RowFit& fit, std::size_t seats) {
    api::SeatingPlan plan;
    plan.seat_count = static_cast<std::uint32_t>(seats);
    plan.categories = {{"Stalls", "#fff"}};
    plan.sections = {{"Section",
                      {},
                      {{.label = "A",
                        .first_index = 0,
                        .seat_count = plan.seat_count,
                        .shape = fit.shape,
                        .coordinates = fit.coordinates,
                        .categories = {0},
                        .seat_numbers = {},
                        .accessible = {}}}}};
    const PlanSeats flat(plan);
    Points points;
    for (SeatIndex i = 0; i < flat.seat_count(); ++i) points.push_back({flat.place(i).x, flat.place(i).y});
    return points;
}

double farthest(const Points& a, const Points& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, distance(a[i], b[i]));
    return most;
}

/// Numbers from -`reach` to `reach` with three decimals.
double some_number(int reach) {
    return *rc::gen::inRange(-reach * 1'000, reach * 1'000) / 1'000.0;
}

RC_GTEST_PROP(RowShape, EvenSeatsOnALineAreALine, ()) {
    const Point start{some_number(5'000), some_number(5'000)};
    const Point step{some_number(40), some_number(40)};
    Points seats;
    for (int i = 0, n = *rc::gen::inRange(1, 300); i < n; ++i) seats.push_back(start + step * i);
    const auto fit = fit_row(seats);
    RC_ASSERT(fit.shape == api::RowShape::line);
    RC_ASSERT(farthest(placed(fit, seats.size()), seats) < kRowToleranceUnits + 0.01);
}

RC_GTEST_PROP(RowShape, EvenSeatsOnACircleAreAnArcOrALine, ()) {
    const Point center{some_number(3'000), some_number(3'000)};
    const double radius = *rc::gen::inRange(100, 5'000);
    const double from = some_number(3);
    const double step = (*rc::gen::arbitrary<bool>() ? 24 : -24) / radius;
    const int turn = static_cast<int>(1.9 * std::numbers::pi / std::abs(step));
    Points seats;
    for (int i = 0, n = *rc::gen::inRange(4, std::min(turn, 300) + 4); i < n && i < turn; ++i) {
        seats.push_back(center + Point{std::cos(from + i * step), std::sin(from + i * step)} * radius);
    }
    RC_PRE(seats.size() >= 4U);
    const auto fit = fit_row(seats);
    RC_ASSERT(fit.shape != api::RowShape::points);
    RC_ASSERT(farthest(placed(fit, seats.size()), seats) < kRowToleranceUnits + 0.01);
}

RC_GTEST_PROP(RowShape, AnySeatsStayWhereTheyWere, ()) {
    Points seats;
    for (int i = 0, n = *rc::gen::inRange(1, 40); i < n; ++i) {
        seats.push_back({some_number(1'000), some_number(1'000)});
    }
    const auto fit = fit_row(seats);
    RC_ASSERT(farthest(placed(fit, seats.size()), seats) < kRowToleranceUnits + 0.01);
}

double area_of(const Points& polygon) {
    double twice = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i)
        twice += cross(polygon[i], polygon[(i + 1) % polygon.size()]);
    return std::abs(twice) / 2;
}

TEST(SectionOutline, ASingleSeatHasSomeAreaAround) {
    EXPECT_GT(area_of(section_outline({{{5, 5}}}, 10)), 200);
}

TEST(SectionOutline, FollowsACurvedSectionInsteadOfFillingIt) {
    std::vector<Points> rows;
    for (int row = 0; row < 5; ++row) {
        auto& seats = rows.emplace_back();
        const double radius = 400 + 28 * row;
        for (int i = 0; i <= 60; ++i) {
            const double angle = std::numbers::pi * i / 60;
            seats.push_back({radius * std::cos(angle), radius * std::sin(angle)});
        }
    }
    const auto outline = section_outline(rows, 15);
    const double ring = std::numbers::pi * (527.0 * 527 - 385.0 * 385) / 2;
    EXPECT_NEAR(area_of(outline), ring, ring * 0.1);
    EXPECT_LT(outline.size(), 60U);
}

TEST(SectionOutline, RowsOfOppositeDirectionsDoNotTwistIt) {
    const std::vector<Points> rows{
        {{0, 0}, {50, 0}, {100, 0}}, {{100, 25}, {50, 25}, {0, 25}}, {{0, 50}, {100, 50}}};
    EXPECT_NEAR(area_of(section_outline(rows, 10)), 120 * 70, 1);
}

}  // namespace
}  // namespace fairgate::testing
