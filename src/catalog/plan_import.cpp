#include "catalog/plan_import.hpp"

#include "base/encoding.hpp"
#include "catalog/plan_repair.hpp"
#include "catalog/plan_source.hpp"
#include "catalog/row_shape.hpp"
#include "catalog/section_outline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace fairgate {
namespace {

constexpr double kOutlinePaddingRadii = 1.6;

/// The format has no mark for them, but people name their categories.
bool is_accessible(const std::string& category) {
    std::string name = category;
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"wheelchair", "accessib", "rollstuhl", "disabled"},
        [&](std::string_view word) { return name.contains(word); });
}

double most_frequent_radius(const PlanSource& plan, std::vector<std::string>& repairs) {
    std::map<double, std::size_t> counts;
    for (const auto& zone : plan.zones) {
        for (const auto& row : zone.rows) {
            for (const auto& seat : row.seats) ++counts[seat.radius];
        }
    }
    const auto most = std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
    if (counts.size() > 1) {
        repairs.push_back(
            fmt::format("seats have {} different radii: all are drawn with the most frequent, {:.2f}",
                        counts.size(), most->first));
    }
    return most->first;
}

api::PlanRow make_row(const PlanSource::Row& source, const std::vector<bool>& accessible_categories,
                      std::uint32_t first_index) {
    Points places;
    std::vector<std::uint32_t> categories;
    std::vector<std::string> numbers;
    std::vector<std::uint32_t> accessible;
    bool counted = true;
    for (std::uint32_t i = 0; i < source.seats.size(); ++i) {
        const auto& seat = source.seats[i];
        places.push_back(seat.place);
        categories.push_back(seat.category);
        numbers.push_back(seat.number);
        counted = counted && seat.number == std::to_string(i + 1);
        if (accessible_categories[seat.category]) accessible.push_back(i);
    }
    if (std::ranges::adjacent_find(categories, std::ranges::not_equal_to{}) == categories.end())
        categories.resize(1);
    RowFit fit = fit_row(places);
    api::PlanRow row{.label = source.label,
                     .first_index = first_index,
                     .seat_count = static_cast<std::uint32_t>(places.size()),
                     .shape = fit.shape,
                     .coordinates = std::move(fit.coordinates),
                     .categories = std::move(categories),
                     .seat_numbers = {},
                     .accessible = {}};
    if (!counted) row.seat_numbers = std::move(numbers);
    if (!accessible.empty()) row.accessible = std::move(accessible);
    return row;
}

std::vector<double> make_outline(const PlanSource::Zone& zone, double radius) {
    std::vector<Points> rows;
    for (const auto& row : zone.rows) {
        auto& places = rows.emplace_back();
        for (const auto& seat : row.seats) places.push_back(seat.place);
    }
    std::vector<double> coordinates;
    for (const auto& corner : section_outline(rows, radius * kOutlinePaddingRadii)) {
        coordinates.insert(coordinates.end(), {round_to(corner.x, 1), round_to(corner.y, 1)});
    }
    return coordinates;
}

api::PlanArea make_shape(const PlanSource::Area& area) {
    std::vector<double> coordinates;
    if (area.shape == "polygon") {
        for (std::size_t i = 0; i + 1 < area.numbers.size(); i += 2) {
            coordinates.insert(coordinates.end(), {round_to(area.place.x + area.numbers[i], 2),
                                                   round_to(area.place.y + area.numbers[i + 1], 2)});
        }
    } else {
        coordinates = {round_to(area.place.x, 2), round_to(area.place.y, 2)};
        for (const double number : area.numbers) coordinates.push_back(round_to(number, 2));
    }
    return {.shape = enum_from_name<api::AreaShape>(area.shape).value(),
            .color = area.color,
            .border_color = area.border_color,
            .rotation = area.rotation,
            .coordinates = std::move(coordinates),
            .text = {}};
}

api::PlanArea make_label(const PlanSource::Area& area) {
    const Point place = area.place + area.text_place;
    return {.shape = api::AreaShape::text,
            .color = area.text_color,
            .border_color = {},
            .rotation = area.shape == "text" ? area.rotation : 0,
            .coordinates = {round_to(place.x, 2), round_to(place.y, 2), round_to(area.text_size, 2)},
            .text = area.text};
}

/// `source` must be repaired.
api::SeatingPlan make_plan(const PlanSource& source, double radius) {
    api::SeatingPlan plan{.hash = {},
                          .name = source.name,
                          .width = round_to(source.size->x, 2),
                          .height = round_to(source.size->y, 2),
                          .seat_radius = radius,
                          .categories = {},
                          .sections = {},
                          .areas = {}};
    std::vector<bool> accessible;
    for (const auto& category : source.categories) {
        plan.categories.push_back({category.name, category.color});
        accessible.push_back(is_accessible(category.name));
    }
    for (const auto& zone : source.zones) {
        for (const auto& area : zone.areas) {
            if (area.shape != "text") plan.areas.push_back(make_shape(area));
            if (!area.text.empty()) plan.areas.push_back(make_label(area));
        }
        if (zone.rows.empty()) continue;
        auto& section = plan.sections.emplace_back(zone.name, make_outline(zone, radius));
        for (const auto& row : zone.rows) {
            section.rows.push_back(make_row(row, accessible, plan.seat_count));
            plan.seat_count += static_cast<std::uint32_t>(row.seats.size());
        }
    }
    return plan;
}

std::expected<json::value, ImportError> parse(std::string_view text) {
    if (text.size() > PlanLimits::kBytesMax) {
        return std::unexpected(
            ImportError{"$", fmt::format("is larger than {} MiB", PlanLimits::kBytesMax >> 20)});
    }
    auto document = parse_json(text);
    if (!document) return std::unexpected(ImportError{document.error().path, document.error().reason});
    return std::move(*document);
}

void tell_unknown_members(const JsonNode::Notes& notes, std::vector<std::string>& repairs) {
    if (notes.unknown_members.empty()) return;
    std::string names;
    for (const auto& [name, count] : notes.unknown_members) {
        names += fmt::format("{}\"{}\" ({})", names.empty() ? "" : ", ", name, count);
    }
    repairs.push_back("properties that the format does not know: left out " + names);
}

}  // namespace

std::expected<ImportedPlan, ImportError> import_plan(std::string_view text) {
    const auto document = parse(text);
    if (!document) return std::unexpected(document.error());
    JsonNode::Notes notes;
    PlanSource source = read_plan_source(JsonNode(*document, notes));
    if (notes.refusal) return std::unexpected(std::move(*notes.refusal));

    ImportedPlan imported;
    imported.repairs = repair_plan(source);
    tell_unknown_members(notes, imported.repairs);
    const double radius = most_frequent_radius(source, imported.repairs);
    imported.plan = make_plan(source, radius);
    imported.plan.hash = to_hex(sha256(to_json_text(imported.plan)));
    imported.json = to_json_text(imported.plan);
    return imported;
}

}  // namespace fairgate
