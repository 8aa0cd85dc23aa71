#include "catalog/plan_generator.hpp"

#include "base/encoding.hpp"
#include "catalog/plan_import.hpp"
#include "catalog/plan_seats.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <expected>
#include <map>

namespace fairgate::testing {
namespace {

struct Generated {
    std::string text;
    std::expected<ImportedPlan, ImportError> result;
};

/// Each venue is made once for all tests.
class PlanGenerator : public ::testing::TestWithParam<VenueSpec> {
  protected:
    static const Generated& generated(const VenueSpec& spec) {
        static std::map<std::pair<VenueKind, std::uint32_t>, Generated> made;
        auto& known = made[{spec.kind, spec.seats}];
        if (known.text.empty()) {
            known.text = generate_plan(spec);
            known.result = import_plan(known.text);
        }
        return known;
    }

    const std::string& text_ = generated(GetParam()).text;
    const std::expected<ImportedPlan, ImportError>& result_ = generated(GetParam()).result;
};

TEST_P(PlanGenerator, MakesExactlyTheSeatsAskedForAndTheImporterHasNothingToRepair) {
    ASSERT_TRUE(result_.has_value()) << result_.error().path << result_.error().reason;
    EXPECT_EQ(result_->plan.seat_count, GetParam().seats);
    EXPECT_THAT(result_->repairs, ::testing::IsEmpty());
    EXPECT_THAT(result_->plan.categories.size(), ::testing::AllOf(::testing::Ge(4U), ::testing::Le(6U)));
}

TEST_P(PlanGenerator, EveryRowIsALineOrAnArcAndThePlanIsSmall) {
    ASSERT_TRUE(result_.has_value());
    for (const auto& section : result_->plan.sections) {
        for (const auto& row : section.rows)
            EXPECT_NE(row.shape, api::RowShape::points) << section.name << row.label;
    }
    const auto packed = gzip(result_->json, 6).size();
    std::printf("%u seats: %zu bytes, %zu packed\n", GetParam().seats, result_->json.size(), packed);
    EXPECT_LT(result_->json.size(), std::size_t{12} * GetParam().seats + 5'000);
    EXPECT_LT(packed, std::size_t{4} * GetParam().seats + 1'500);
}

TEST_P(PlanGenerator, NoSeatStandsOnAnother) {
    ASSERT_TRUE(result_.has_value());
    const PlanSeats seats(result_->plan);
    std::vector<std::pair<float, float>> places;
    for (SeatIndex i = 0; i < seats.seat_count(); ++i)
        places.emplace_back(seats.place(i).x, seats.place(i).y);
    std::ranges::sort(places);
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (std::size_t j = i + 1; j < places.size() && places[j].first - places[i].first < 18; ++j) {
            const auto dx = places[j].first - places[i].first;
            const auto dy = std::abs(places[j].second - places[i].second);
            if (dy < 18) ASSERT_GT(std::hypot(dx, dy), 18) << places[i].first << ", " << places[i].second;
        }
    }
}

TEST_P(PlanGenerator, HasPlacesForWheelchairs) {
    ASSERT_TRUE(result_.has_value());
    std::size_t places = 0;
    for (const auto& section : result_->plan.sections) {
        for (const auto& row : section.rows) places += row.accessible ? row.accessible->size() : 0;
    }
    EXPECT_GE(places, 8U);
}

TEST_P(PlanGenerator, TheSameSpecGivesTheSameBytes) {
    EXPECT_EQ(generate_plan(GetParam()), text_);
}

std::string name_of(const ::testing::TestParamInfo<VenueSpec>& info) {
    constexpr std::array kNames = {"Theatre", "Arena", "Stadium"};
    return kNames[static_cast<std::size_t>(info.param.kind)] + std::to_string(info.param.seats);
}

INSTANTIATE_TEST_SUITE_P(
    Venues, PlanGenerator,
    ::testing::Values(VenueSpec{VenueKind::theatre, 300}, VenueSpec{VenueKind::theatre, 1'200},
                      VenueSpec{VenueKind::theatre, 4'000}, VenueSpec{VenueKind::arena, 4'000},
                      VenueSpec{VenueKind::arena, 20'000}, VenueSpec{VenueKind::arena, 40'000},
                      VenueSpec{VenueKind::stadium, 15'000}, VenueSpec{VenueKind::stadium, 60'000},
                      VenueSpec{VenueKind::stadium, 120'000}),
    name_of);

}  // namespace
}  // namespace fairgate::testing
