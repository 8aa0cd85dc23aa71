#pragma once

#include "catalog/geometry.hpp"
#include "catalog/json_node.hpp"

#include <cstdint>

namespace fairgate {

/// A seating plan as its file says it, places already added up, before anything is repaired. Texts may be
/// empty and labels repeated.
struct PlanSource {
    struct Seat {
        std::string guid;
        std::string number;
        Point place;
        /// Index into `categories`.
        std::uint32_t category = 0;
        double radius = 10;
    };
    struct Row {
        std::string label;
        std::vector<Seat> seats;
    };
    struct Area {
        std::string shape;
        std::string color;
        std::string border_color;
        double rotation = 0;
        Point place;
        /// rectangle: width, height; ellipse: rx, ry; circle: r; polygon: x0, y0, x1, y1, ... from `place`.
        std::vector<double> numbers;
        std::string text;
        /// From `place`.
        Point text_place;
        double text_size = 16;
        std::string text_color;
    };
    struct Zone {
        std::string name;
        std::vector<Row> rows;
        std::vector<Area> areas;
    };
    struct Category {
        std::string name;
        std::string color;
    };

    std::string name;
    std::optional<Point> size;
    std::vector<Category> categories;
    std::vector<Zone> zones;
};

/// Bounds of what is accepted. A plan beyond them is refused, not cut.
struct PlanLimits {
    static constexpr std::size_t kBytesMax = 128 << 20;
    static constexpr std::size_t kSeatsMax = 200'000;
    static constexpr std::size_t kSeatsPerRowMax = 2'000;
    static constexpr std::size_t kRowsPerZoneMax = 5'000;
    static constexpr std::size_t kZonesMax = 2'000;
    static constexpr std::size_t kCategoriesMax = 100;
    static constexpr std::size_t kAreasPerZoneMax = 1'000;
    static constexpr std::size_t kPolygonPointsMax = 5'000;
    static constexpr std::size_t kTextBytesMax = 200;
    static constexpr double kCoordinateMax = 100'000;
    static constexpr double kRadiusMax = 1'000;
};

/// Reads a document in pretix's seating-plan format; what it refuses is in the node's notes.
PlanSource read_plan_source(const JsonNode& document);

}  // namespace fairgate
