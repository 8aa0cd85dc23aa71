#include "catalog/plan_import.hpp"

#include "base/encoding.hpp"
#include "catalog/plan_seats.hpp"
#include "unit/catalog/plan_texts.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

namespace fairgate::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

json::object& first_zone(json::value& plan) {
    return plan.at("zones").at(0).as_object();
}
json::object& first_row(json::value& plan) {
    return first_zone(plan).at("rows").at(0).as_object();
}
json::object& first_seat(json::value& plan) {
    return first_row(plan).at("seats").at(0).as_object();
}

TEST(PlanImport, AGoodPlanNeedsNoRepair) {
    const auto result = imported(good_plan());
    EXPECT_THAT(result.repairs, IsEmpty());
    EXPECT_EQ(result.plan.seat_count, 6U);
    ASSERT_THAT(result.plan.sections, SizeIs(1));
    ASSERT_THAT(result.plan.sections[0].rows, SizeIs(2));
    EXPECT_EQ(result.plan.sections[0].rows[1].first_index, 3U);
    EXPECT_EQ(result.plan.sections[0].rows[0].shape, api::RowShape::line);
    EXPECT_THAT(result.plan.sections[0].rows[0].coordinates, ElementsAre(100, 100, 25, 0));
    EXPECT_THAT(result.plan.sections[0].rows[0].categories, ElementsAre(0));
    EXPECT_FALSE(result.plan.sections[0].rows[0].seat_numbers.has_value());
}

TEST(PlanImport, TheHashIsOfTheServedContentAndTheSameEveryTime) {
    const auto result = imported(good_plan());
    api::SeatingPlan plan = from_json_text<api::SeatingPlan>(result.json).value();
    EXPECT_EQ(plan.hash, result.plan.hash);
    plan.hash.clear();
    EXPECT_EQ(to_hex(sha256(to_json_text(plan))), result.plan.hash);
    EXPECT_EQ(imported(good_plan()).json, result.json);
    auto other = good_plan();
    first_seat(other)["position"] = {{"x", 1}, {"y", 0}};
    EXPECT_NE(imported(other).plan.hash, result.plan.hash);
}

TEST(PlanImport, TheRealPlanComesWithAllItsSeats) {
    const auto result = import_plan(real_plan_text());
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->plan.seat_count, 738U);
    EXPECT_THAT(result->repairs, Contains(HasSubstr("420 seats had the seat_guid of an earlier one")));
    const PlanSeats seats(result->plan);
    std::set<std::string> tickets;
    for (SeatIndex i = 0; i < seats.seat_count(); ++i) {
        const auto& row = seats.row_of(i);
        tickets.insert(seats.section_name(row.section) + "/" + row.label + "/" + seats.number(i));
    }
    EXPECT_EQ(tickets.size(), 738U) << "two tickets would name the same place";
}

TEST(PlanImport, EveryRealSeatIsWhereTheFileHasIt) {
    const auto document = json::parse(real_plan_text());
    const auto result = import_plan(real_plan_text());
    ASSERT_TRUE(result.has_value());
    const PlanSeats seats(result->plan);
    // The second zone lies on the first one in the file and is drawn below it.
    for (const bool upper : {false, true}) {
        const auto& zone = document.at("zones").at(upper ? 1 : 0);
        const SeatIndex first = upper ? 576 : 0;
        SeatIndex count = 0;
        double shift = NAN;
        std::vector<std::pair<double, double>> places;
        for (const auto& row : zone.at("rows").as_array()) {
            for (const auto& seat : row.at("seats").as_array()) {
                const auto sum = [&](const char* axis) {
                    return zone.at("position").at(axis).to_number<double>() +
                           row.at("position").at(axis).to_number<double>() +
                           seat.at("position").at(axis).to_number<double>();
                };
                places.emplace_back(sum("x"), sum("y"));
                ++count;
            }
        }
        ASSERT_EQ(count, upper ? 162U : 576U);
        std::size_t matched = 0;
        for (SeatIndex i = first; i < first + count; ++i) {
            const auto& place = seats.place(i);
            if (std::isnan(shift)) shift = place.y - places[0].second;
            for (const auto& [x, y] : places) {
                if (std::hypot(place.x - x, place.y - shift - y) < 0.1) {
                    ++matched;
                    break;
                }
            }
        }
        EXPECT_EQ(matched, count);
        EXPECT_EQ(std::abs(shift) > 1, upper);
    }
}

TEST(PlanImport, OlderFilesHaveIntegerPositionsAndNoAreas) {
    auto plan = good_plan();
    first_seat(plan)["position"] = {{"x", 0}, {"y", 0}};
    EXPECT_EQ(imported(plan).plan.seat_count, 6U);
}

TEST(PlanImport, PositionsOfZoneRowAndSeatAddUp) {
    auto plan = good_plan();
    first_zone(plan)["position"] = {{"x", 10.5}, {"y", 20}};
    first_row(plan)["position"] = {{"x", 1}, {"y", 2.25}};
    first_seat(plan)["position"] = {{"x", 0.5}, {"y", 0.125}};
    const auto place = PlanSeats(imported(plan).plan).place(0);
    EXPECT_NEAR(place.x, 12, 0.01);
    EXPECT_NEAR(place.y, 22.375, 0.01);
}

TEST(PlanImport, SeatNumbersThatAreNotCountedAreKept) {
    auto plan = good_plan();
    first_seat(plan)["seat_number"] = "11";
    const auto result = imported(plan);
    const auto& row = result.plan.sections[0].rows[0];
    ASSERT_TRUE(row.seat_numbers.has_value());
    EXPECT_THAT(*row.seat_numbers, ElementsAre("11", "2", "3"));
    EXPECT_EQ(PlanSeats(result.plan).number(0), "11");
    EXPECT_EQ(PlanSeats(result.plan).number(4), "2");
}

TEST(PlanImport, WheelchairCategoriesMarkTheirSeats) {
    auto plan = good_plan();
    plan.at("categories").as_array().push_back({{"name", "Wheelchair & companion"}, {"color", "#123"}});
    first_seat(plan)["category"] = "Wheelchair & companion";
    const auto result = imported(plan);
    const auto& row = result.plan.sections[0].rows[0];
    ASSERT_TRUE(row.accessible.has_value());
    EXPECT_THAT(*row.accessible, ElementsAre(0));
    EXPECT_THAT(row.categories, ElementsAre(1, 0, 0));
}

TEST(PlanImport, AreasBecomeAbsolute) {
    auto plan = good_plan();
    first_zone(plan)["areas"] = json::parse(R"([
        {"shape":"rectangle","color":"#abc","border_color":"#def","rotation":15,"position":{"x":5,"y":6},
         "rectangle":{"width":7,"height":8},
         "text":{"position":{"x":1,"y":2},"size":20,"color":"#000","text":"Stage"}},
        {"shape":"circle","position":{"x":1,"y":1},"circle":{"radius":4}},
        {"shape":"ellipse","position":{"x":1,"y":1},"ellipse":{"radius":{"x":3,"y":2}}},
        {"shape":"polygon","position":{"x":10,"y":0},
         "polygon":{"points":[{"x":0,"y":0},{"x":1,"y":0},{"x":0,"y":1}]}},
        {"shape":"text","position":{"x":9,"y":9},"text":{"text":"Door"}}])");
    const auto result = imported(plan);
    const auto& areas = result.plan.areas;
    ASSERT_THAT(areas, SizeIs(6));
    EXPECT_THAT(areas[0].coordinates, ElementsAre(5, 106, 7, 8));
    EXPECT_EQ(areas[0].rotation, 15);
    EXPECT_EQ(areas[1].text, "Stage");
    EXPECT_THAT(areas[1].coordinates, ElementsAre(6, 108, 20));
    EXPECT_THAT(areas[2].coordinates, ElementsAre(1, 101, 4));
    EXPECT_THAT(areas[3].coordinates, ElementsAre(1, 101, 3, 2));
    EXPECT_THAT(areas[4].coordinates, ElementsAre(10, 100, 11, 100, 10, 101));
    EXPECT_EQ(areas[5].text, "Door");
}

TEST(PlanImport, ScriptInAColourDoesNotReachThePage) {
    auto plan = good_plan();
    plan.at("categories").at(0).as_object()["color"] = "url(javascript:alert(1))";
    const auto result = imported(plan);
    EXPECT_THAT(result.repairs, ElementsAre(HasSubstr("1 category had no colour")));
    EXPECT_THAT(result.plan.categories[0].color, HasSubstr("#"));
}

struct Repair {
    const char* name;
    std::function<void(json::value&)> damage;
    const char* told;
};

class PlanRepair : public ::testing::TestWithParam<Repair> {};

TEST_P(PlanRepair, IsMadeAndTold) {
    auto plan = good_plan();
    GetParam().damage(plan);
    const auto result = imported(plan);
    EXPECT_THAT(result.repairs, ElementsAre(HasSubstr(GetParam().told)));
    EXPECT_EQ(PlanSeats(result.plan).seat_count(), result.plan.seat_count);
}

const std::vector<Repair> kRepairs = {
    Repair{"MissingGuid", [](json::value& p) { first_seat(p).erase("seat_guid"); },
           "1 seat had no seat_guid"},
    Repair{"RepeatedGuid", [](json::value& p) { first_seat(p)["seat_guid"] = "2"; },
           "1 seat had the seat_guid of an earlier one (such as \"2\")"},
    Repair{"EmptyRow",
           [](json::value& p) {
               first_zone(p).at("rows").as_array().push_back(
                   {{"row_number", "C"}, {"position", {{"x", 0}, {"y", 0}}}, {"seats", json::array{}}});
           },
           "1 row without seats: left out"},
    Repair{"EmptyZone",
           [](json::value& p) {
               p.at("zones").as_array().push_back(
                   {{"name", "Nobody"}, {"position", {{"x", 0}, {"y", 0}}}, {"rows", json::array{}}});
           },
           "1 zone without seats: only the areas kept"},
    Repair{"NamelessZone", [](json::value& p) { first_zone(p).erase("name"); }, "1 zone had no name"},
    Repair{"RowWithoutNumber", [](json::value& p) { first_row(p).erase("row_number"); },
           "1 row had no row_number"},
    Repair{"SeatWithoutNumber", [](json::value& p) { first_seat(p)["seat_number"] = ""; },
           "1 seat had no seat_number"},
    Repair{"RepeatedSeatNumber", [](json::value& p) { first_seat(p)["seat_number"] = "2"; },
           "1 seat had the seat_number of an earlier one"},
    Repair{"RepeatedRowNumber", [](json::value& p) { first_row(p)["row_number"] = "B"; },
           "1 row had the row_number of an earlier one"},
    Repair{
        "UnusedCategory",
        [](json::value& p) { p.at("categories").as_array().push_back({{"name", "Box"}, {"color", "#fff"}}); },
        "no seat is of category \"Box\""},
    Repair{"NoSize", [](json::value& p) { p.as_object().erase("size"); }, "the plan had no size"},
    Repair{"TooSmall", [](json::value& p) { p.as_object()["size"] = {{"width", 10}, {"height", 10}}; },
           "seats lay outside of the plan"},
    Repair{"NegativePlaces", [](json::value& p) { first_zone(p)["position"] = {{"x", -300}, {"y", 0}}; },
           "seats lay left of or above the plan"},
    Repair{"NamelessPlan", [](json::value& p) { p.as_object()["name"] = ""; }, "the plan had no name"},
    Repair{"UnknownProperty", [](json::value& p) { first_seat(p)["colour"] = 1; }, "left out \"colour\" (1)"},
    Repair{"SeveralRadii", [](json::value& p) { first_seat(p)["radius"] = 12; }, "2 different radii"}};

INSTANTIATE_TEST_SUITE_P(Each, PlanRepair, ::testing::ValuesIn(kRepairs),
                         [](const auto& info) { return info.param.name; });

TEST(PlanImport, ZonesThatLieOnEachOtherAreDrawnApart) {
    auto plan = good_plan();
    plan.at("zones").as_array().push_back(zone_json("Balcony"));
    const auto result = imported(plan);
    EXPECT_THAT(result.repairs,
                Contains(HasSubstr("zone \"Balcony\" lay on another zone (6 of its 6 seats)")));
    const PlanSeats seats(result.plan);
    for (SeatIndex i = 0; i < seats.seat_count(); ++i) {
        for (SeatIndex j = 0; j < i; ++j) {
            EXPECT_GT(std::hypot(seats.place(i).x - seats.place(j).x, seats.place(i).y - seats.place(j).y),
                      20);
        }
    }
}

TEST(PlanImport, AZoneOfSeveralBlocksBecomesSections) {
    auto plan = good_plan();
    auto& rows = first_zone(plan).at("rows").as_array();
    for (int i = 0; i < 2; ++i) {
        auto row = row_json(i == 0 ? "A" : "B", 25.0 * i);
        row["position"] = {{"x", 300}, {"y", 25.0 * i}};
        rows.push_back(row);
    }
    const auto result = imported(plan);
    ASSERT_THAT(result.plan.sections, SizeIs(2));
    EXPECT_EQ(result.plan.sections[0].name, "Stalls 1");
    EXPECT_EQ(result.plan.sections[1].rows[1].label, "B");
}

struct Refusal {
    const char* name;
    std::function<void(json::value&)> damage;
    const char* path;
    const char* reason;
};

class PlanRefusal : public ::testing::TestWithParam<Refusal> {};

TEST_P(PlanRefusal, NamesThePlaceAndTheReason) {
    auto plan = good_plan();
    GetParam().damage(plan);
    const auto result = import_plan(json::serialize(plan));
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().path, GetParam().path);
    EXPECT_THAT(result.error().reason, HasSubstr(GetParam().reason));
}

constexpr const char* kSeat = "$.zones[0].rows[0].seats[0]";

// The formatter would write these wider than a line.
// clang-format off
const std::vector<Refusal> kRefusals = {
        Refusal{"NotAnObject", [](json::value& p) { p = json::array{}; }, "$", "must be an object"},
        Refusal{"NoName", [](json::value& p) { p.as_object().erase("name"); }, "$.name", "is required"},
        Refusal{"NoCategories", [](json::value& p) { p.as_object().erase("categories"); },
                "$.categories", "is required"},
        Refusal{"NoZones", [](json::value& p) { p.as_object().erase("zones"); }, "$.zones", "is required"},
        Refusal{"NoSeats", [](json::value& p) { p.at("zones").as_array().clear(); },
                "$.zones", "holds no seat"},
        Refusal{"NoRows", [](json::value& p) { first_zone(p).erase("rows"); },
                "$.zones[0].rows", "is required"},
        Refusal{"NoZonePosition", [](json::value& p) { first_zone(p).erase("position"); },
                "$.zones[0].position",
                "is required"},
        Refusal{"NoRowSeats", [](json::value& p) { first_row(p).erase("seats"); }, "$.zones[0].rows[0].seats",
                "is required"},
        Refusal{"NoSeatPosition", [](json::value& p) { first_seat(p).erase("position"); },
                "$.zones[0].rows[0].seats[0].position", "is required"},
        Refusal{"NoX", [](json::value& p) { first_seat(p)["position"] = {{"y", 1}}; },
                "$.zones[0].rows[0].seats[0].position.x", "is required"},
        Refusal{"TextForNumber", [](json::value& p) { first_seat(p)["position"] = {{"x", "1"}, {"y", 1}}; },
                "$.zones[0].rows[0].seats[0].position.x", "must be a number"},
        Refusal{"FarAway", [](json::value& p) { first_seat(p)["position"] = {{"x", 1e300}, {"y", 1}}; },
                "$.zones[0].rows[0].seats[0].position.x", "must be between"},
        Refusal{"UnknownCategory", [](json::value& p) { first_seat(p)["category"] = "Box"; },
                "$.zones[0].rows[0].seats[0].category", "is not one of the plan's categories"},
        Refusal{"NoCategory", [](json::value& p) { first_seat(p).erase("category"); },
                "$.zones[0].rows[0].seats[0].category", "is required"},
        Refusal{"NegativeRadius", [](json::value& p) { first_seat(p)["radius"] = -1; },
                "$.zones[0].rows[0].seats[0].radius", "must be between"},
        Refusal{"ZeroRadius", [](json::value& p) { first_seat(p)["radius"] = 0; },
                "$.zones[0].rows[0].seats[0].radius", "must be above 0"},
        Refusal{"SeatIsText", [](json::value& p) { first_row(p)["seats"] = json::array{"A1"}; },
                kSeat, "must be an object"},
        Refusal{"SeatsAreAnObject", [](json::value& p) { first_row(p)["seats"] = json::object{}; },
                "$.zones[0].rows[0].seats", "must be an array"},
        Refusal{"LongText", [](json::value& p) { first_zone(p)["name"] = std::string(1'000, 'x'); },
                "$.zones[0].name",
                "is longer than 200 bytes"},
        Refusal{"ControlCharacters", [](json::value& p) { first_zone(p)["name"] = "a\nb"; },
                "$.zones[0].name",
                "contains control characters"},
        Refusal{"NamelessCategory", [](json::value& p) { p.at("categories").at(0).as_object()["name"] = ""; },
                "$.categories[0].name", "must not be empty"},
        Refusal{"RepeatedCategory",
                [](json::value& p) {
                    p.at("categories").as_array().push_back({{"name", "Stalls"}, {"color", "#fff"}});
                },
                "$.categories[1].name", "is the name of another category"},
        Refusal{"SizeZero", [](json::value& p) { p.as_object()["size"] = {{"width", 0}, {"height", 1}}; },
                "$.size.width",
                "must be above 0"},
        Refusal{"UnknownShape",
                [](json::value& p) { first_zone(p)["areas"] = {{{"shape", "star"}}}; },
                "$.zones[0].areas[0].shape",
                "must be one of"},
        Refusal{"PolygonOfTwo",
                [](json::value& p) {
                    first_zone(p)["areas"] = json::parse(
                        R"([{"shape":"polygon","polygon":{"points":[{"x":0,"y":0},{"x":1,"y":1}]}}])");
                },
                "$.zones[0].areas[0].polygon.points", "at least 3 points"},
        Refusal{"HugeRow",
                [](json::value& p) { first_row(p)["seats"] = json::array(2'001, first_seat(p)); },
                "$.zones[0].rows[0].seats", "holds 2001 items"},
        Refusal{"TooManySeats",
                [](json::value& p) {
                    first_row(p)["seats"] = json::array(2'000, first_seat(p));
                    first_zone(p)["rows"] = json::array(101, first_row(p));
                },
                "$.zones[0].rows[100].seats", "200000 seats"}};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Each, PlanRefusal, ::testing::ValuesIn(kRefusals),
                         [](const auto& info) { return info.param.name; });

TEST(PlanImport, WhatIsNoJsonIsRefused) {
    std::string deep;
    for (int i = 0; i < 10'000; ++i) deep += "[";
    for (const std::string& text :
         {std::string(), std::string("{"), std::string("not json"), std::string("{} {}"), deep,
          std::string("\xFF\xFE"), std::string("{\"name\":\"\xC3\x28\"}"), std::string("NaN")}) {
        const auto result = import_plan(text);
        ASSERT_FALSE(result.has_value());
        EXPECT_EQ(result.error().path, "$");
        EXPECT_THAT(result.error().reason, HasSubstr("is not valid JSON"));
    }
}

TEST(PlanImport, NumbersThatOverflowAreRefused) {
    auto text = json::serialize(good_plan());
    const auto at = text.find("\"x\":");
    text.replace(at, 5, "\"x\":1e999");
    EXPECT_FALSE(import_plan(text).has_value());
}

}  // namespace
}  // namespace fairgate::testing
