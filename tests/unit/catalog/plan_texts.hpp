#pragma once

#include "catalog/plan_import.hpp"
#include "support/checkout.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace fairgate::testing {

inline std::string real_plan_text() {
    std::ifstream in(std::string(kCheckout) + "/src/catalog/plans/stadium-738.pretix.json");
    EXPECT_TRUE(in.good());
    return {std::istreambuf_iterator<char>(in), {}};
}

inline json::object seat_json(const std::string& number, double x, double y = 0) {
    return {{"seat_guid", "guid-" + number},
            {"seat_number", number},
            {"position", {{"x", x}, {"y", y}}},
            {"category", "Stalls"}};
}

inline json::object row_json(const std::string& label, double y, int seats = 3) {
    json::array items;
    for (int i = 0; i < seats; ++i) items.push_back(seat_json(label + std::to_string(i + 1), 25.0 * i));
    for (int i = 0; i < seats; ++i) items[i].as_object()["seat_number"] = std::to_string(i + 1);
    return {{"row_number", label}, {"position", {{"x", 100}, {"y", y}}}, {"seats", std::move(items)}};
}

inline json::object zone_json(const std::string& name, double y = 100) {
    return {
        {"name", name}, {"position", {{"x", 0}, {"y", y}}}, {"rows", {row_json("A", 0), row_json("B", 25)}}};
}

/// A plan that needs no repair: one zone, rows A and B of three seats.
inline json::value good_plan() {
    json::object zone = zone_json("Stalls");
    int guid = 0;
    for (auto& row : zone["rows"].as_array()) {
        for (auto& seat : row.at("seats").as_array()) seat.as_object()["seat_guid"] = std::to_string(++guid);
    }
    return {{"name", "Hall"},
            {"size", {{"width", 500}, {"height", 400}}},
            {"categories", {{{"name", "Stalls"}, {"color", "#aabbcc"}}}},
            {"zones", {std::move(zone)}}};
}

/// Fails the test unless the plan is imported.
inline ImportedPlan imported(const json::value& plan) {
    auto result = import_plan(json::serialize(plan));
    if (!result) {
        ADD_FAILURE() << result.error().path << " " << result.error().reason;
        return {};
    }
    return std::move(*result);
}

}  // namespace fairgate::testing
