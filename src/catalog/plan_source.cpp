#include "catalog/plan_source.hpp"

#include <fmt/format.h>

#include <unordered_map>

namespace fairgate {
namespace {

using Limits = PlanLimits;

double read_coordinate(const JsonNode& node) {
    return node.number(-Limits::kCoordinateMax, Limits::kCoordinateMax);
}

Point read_point(const JsonNode& node) {
    node.expect_members({"x", "y"});
    return {read_coordinate(node.member("x")), read_coordinate(node.member("y"))};
}

Point read_point_if_any(const JsonNode& node, std::string_view name) {
    return node.has(name) ? read_point(node.member(name)) : Point{};
}

std::string read_text_if_any(const JsonNode& node, std::string_view name) {
    return node.has(name) ? node.member(name).text(Limits::kTextBytesMax) : std::string{};
}

/// A length: above zero.
double read_length(const JsonNode& node, double max) {
    const double number = node.number(0, max);
    if (number <= 0) node.refuse("must be above 0");
    return number;
}

void read_area_numbers(const JsonNode& node, PlanSource::Area& area) {
    const auto positive = [](const JsonNode& n) { return read_length(n, Limits::kCoordinateMax); };
    if (area.shape == "rectangle") {
        const auto rectangle = node.member("rectangle");
        area.numbers = {positive(rectangle.member("width")), positive(rectangle.member("height"))};
    } else if (area.shape == "ellipse") {
        const auto ellipse = node.member("ellipse");
        const auto radius = ellipse.member("radius");
        area.numbers = {positive(radius.member("x")), positive(radius.member("y"))};
    } else if (area.shape == "circle") {
        const auto circle = node.member("circle");
        area.numbers = {positive(circle.member("radius"))};
    } else if (area.shape == "polygon") {
        const auto polygon = node.member("polygon");
        const auto points = polygon.member("points");
        points.each(Limits::kPolygonPointsMax, [&](const JsonNode& item) {
            const Point p = read_point(item);
            area.numbers.insert(area.numbers.end(), {p.x, p.y});
        });
        if (area.numbers.size() < 6) points.refuse("must have at least 3 points");
    } else if (area.shape != "text") {
        node.member("shape").refuse("must be one of polygon, rectangle, ellipse, circle, text");
    }
}

PlanSource::Area read_area(const JsonNode& node, Point origin) {
    node.expect_members({"shape", "color", "border_color", "rotation", "position", "uuid", "rectangle",
                         "ellipse", "circle", "polygon", "text"});
    PlanSource::Area area;
    area.shape = node.member("shape").text(Limits::kTextBytesMax);
    area.color = read_text_if_any(node, "color");
    area.border_color = read_text_if_any(node, "border_color");
    if (node.has("rotation")) area.rotation = read_coordinate(node.member("rotation"));
    area.place = origin + read_point_if_any(node, "position");
    read_area_numbers(node, area);
    if (area.shape == "text" || node.has("text")) {
        const auto text = node.member("text");
        text.expect_members({"position", "size", "color", "text"});
        area.text = read_text_if_any(text, "text");
        area.text_place = read_point_if_any(text, "position");
        area.text_color = read_text_if_any(text, "color");
        if (text.has("size")) area.text_size = read_length(text.member("size"), Limits::kRadiusMax);
    }
    return area;
}

/// Reads one plan; knows what rows and seats refer to.
class PlanReader {
  public:
    PlanSource read(const JsonNode& node) {
        node.expect_members({"name", "size", "categories", "zones"});
        plan_.name = node.member("name").text(Limits::kTextBytesMax);
        if (node.has("size")) read_size(node.member("size"));
        node.member("categories").each(Limits::kCategoriesMax, [this](const JsonNode& n) {
            read_category(n);
        });
        const auto zones = node.member("zones");
        zones.each(Limits::kZonesMax, [this](const JsonNode& n) { read_zone(n); });
        if (seats_ == 0) zones.refuse("holds no seat");
        return std::move(plan_);
    }

  private:
    void read_size(const JsonNode& node) {
        node.expect_members({"width", "height"});
        plan_.size = Point{read_length(node.member("width"), Limits::kCoordinateMax),
                           read_length(node.member("height"), Limits::kCoordinateMax)};
    }

    void read_category(const JsonNode& node) {
        node.expect_members({"name", "color"});
        const auto name_node = node.member("name");
        std::string name = name_node.text(Limits::kTextBytesMax);
        if (name.empty()) name_node.refuse("must not be empty");
        if (!categories_.emplace(name, plan_.categories.size()).second) {
            name_node.refuse("is the name of another category too");
        }
        plan_.categories.push_back({std::move(name), read_text_if_any(node, "color")});
    }

    void read_zone(const JsonNode& node) {
        node.expect_members({"name", "zone_id", "uuid", "position", "rows", "areas"});
        auto& zone = plan_.zones.emplace_back();
        zone.name = read_text_if_any(node, "name");
        const Point origin = read_point(node.member("position"));
        node.member("rows").each(Limits::kRowsPerZoneMax,
                                 [&](const JsonNode& row) { zone.rows.push_back(read_row(row, origin)); });
        if (!node.has("areas")) return;
        node.member("areas").each(Limits::kAreasPerZoneMax, [&](const JsonNode& area) {
            zone.areas.push_back(read_area(area, origin));
        });
    }

    PlanSource::Row read_row(const JsonNode& node, Point zone) {
        node.expect_members(
            {"row_number", "row_number_position", "row_label", "seat_label", "uuid", "position", "seats"});
        PlanSource::Row row;
        // Row numbers and guids that are missing can be made up, see import_plan.
        if (node.has("row_number")) row.label = node.member("row_number").label(Limits::kTextBytesMax);
        const Point origin = zone + read_point_if_any(node, "position");
        const auto seats = node.member("seats");
        seats.each(Limits::kSeatsPerRowMax,
                   [&](const JsonNode& seat) { row.seats.push_back(read_seat(seat, origin)); });
        seats_ += row.seats.size();
        if (seats_ > Limits::kSeatsMax) {
            seats.refuse(fmt::format("is beyond the {} seats that a plan may have", Limits::kSeatsMax));
        }
        return row;
    }

    PlanSource::Seat read_seat(const JsonNode& node, Point row) {
        node.expect_members(
            {"seat_guid", "seat_number", "position", "category", "uuid", "radius", "start_direction"});
        PlanSource::Seat seat;
        if (node.has("seat_guid")) seat.guid = node.member("seat_guid").label(Limits::kTextBytesMax);
        if (node.has("seat_number")) seat.number = node.member("seat_number").label(Limits::kTextBytesMax);
        seat.place = row + read_point(node.member("position"));
        if (node.has("radius")) seat.radius = read_length(node.member("radius"), Limits::kRadiusMax);
        const auto category = node.member("category");
        const auto found = categories_.find(category.text(Limits::kTextBytesMax));
        if (found == categories_.end()) {
            category.refuse("is not one of the plan's categories");
        } else {
            seat.category = found->second;
        }
        return seat;
    }

    PlanSource plan_;
    std::unordered_map<std::string, std::uint32_t> categories_;
    std::size_t seats_ = 0;
};

}  // namespace

PlanSource read_plan_source(const JsonNode& document) {
    return PlanReader().read(document);
}

}  // namespace fairgate
