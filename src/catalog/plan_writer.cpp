#include "catalog/plan_writer.hpp"

#include "catalog/row_shape.hpp"

#include <fmt/format.h>

namespace fairgate {
namespace {

json::object to_json_point(Point p) {
    return {{"x", round_to(p.x, 2)}, {"y", round_to(p.y, 2)}};
}

json::object to_json_area(const PlanSource::Area& area) {
    json::object object{{"shape", area.shape},
                        {"color", area.color},
                        {"border_color", area.border_color},
                        {"rotation", area.rotation},
                        {"position", to_json_point(area.place)}};
    const auto& numbers = area.numbers;
    if (area.shape == "rectangle") {
        object["rectangle"] = {{"width", numbers[0]}, {"height", numbers[1]}};
    } else if (area.shape == "ellipse") {
        object["ellipse"] = {{"radius", {{"x", numbers[0]}, {"y", numbers[1]}}}};
    } else if (area.shape == "circle") {
        object["circle"] = {{"radius", numbers[0]}};
    } else if (area.shape == "polygon") {
        json::array points;
        for (std::size_t i = 0; i + 1 < numbers.size(); i += 2)
            points.push_back(to_json_point({numbers[i], numbers[i + 1]}));
        object["polygon"] = {{"points", std::move(points)}};
    }
    if (!area.text.empty()) {
        object["text"] = {{"position", to_json_point(area.text_place)},
                          {"size", area.text_size},
                          {"color", area.text_color},
                          {"text", area.text}};
    }
    return object;
}

json::object to_json_row(const PlanSource& plan, const PlanSource::Zone& zone, const PlanSource::Row& row) {
    const Point origin = row.seats.front().place;
    json::array seats;
    for (const auto& seat : row.seats) {
        seats.push_back(
            {{"seat_guid",
              seat.guid.empty() ? fmt::format("{}-{}-{}", zone.name, row.label, seat.number) : seat.guid},
             {"seat_number", seat.number},
             {"position", to_json_point(seat.place - origin)},
             {"category", plan.categories[seat.category].name},
             {"radius", seat.radius}});
    }
    return {{"row_number", row.label},
            {"row_number_position", "both"},
            {"position", to_json_point(origin)},
            {"seats", std::move(seats)}};
}

std::string join(const std::vector<std::string>& items) {
    return fmt::format("[\n{}\n]", fmt::join(items, ",\n"));
}

std::string zone_text(const PlanSource& plan, const PlanSource::Zone& zone) {
    std::vector<std::string> rows;
    for (const auto& row : zone.rows) rows.push_back(json::serialize(to_json_row(plan, zone, row)));
    json::array areas;
    for (const auto& area : zone.areas) areas.push_back(to_json_area(area));
    return fmt::format(R"({{"name":{},"zone_id":{},"position":{{"x":0,"y":0}},"areas":{},"rows":{}}})",
                       json::serialize(zone.name), json::serialize(zone.name), json::serialize(areas),
                       join(rows));
}

}  // namespace

std::string write_plan_file(const PlanSource& plan) {
    json::array categories;
    for (const auto& category : plan.categories) {
        categories.push_back({{"name", category.name}, {"color", category.color}});
    }
    std::vector<std::string> zones;
    for (const auto& zone : plan.zones) zones.push_back(zone_text(plan, zone));
    const Point size = plan.size.value_or(Point{1, 1});
    return fmt::format(
        "{{\"name\":{},\n\"size\":{},\n\"categories\":{},\n\"zones\":{}}}\n", json::serialize(plan.name),
        json::serialize(json::object{{"width", round_to(size.x, 0)}, {"height", round_to(size.y, 0)}}),
        json::serialize(categories), join(zones));
}

}  // namespace fairgate
