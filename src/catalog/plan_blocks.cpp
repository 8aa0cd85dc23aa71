#include "catalog/plan_repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace fairgate {
namespace {

/// A row of seats as a stroke, to tell which rows stand behind each other.
struct Stroke {
    Point middle;
    Point direction;
    double half_length = 0;
    double spacing = 0;
};

Stroke stroke_of(const PlanSource::Row& row) {
    const Point first = row.seats.front().place;
    const Point last = row.seats.back().place;
    const double whole = distance(first, last);
    if (row.seats.size() < 2 || whole == 0) return {first, {1, 0}, 0, 2.5 * row.seats.front().radius};
    return {(first + last) * 0.5, (last - first) * (1 / whole), whole / 2,
            whole / static_cast<double>(row.seats.size() - 1)};
}

/// True for rows that are about parallel, side by side and as close as rows of one block are.
bool stand_together(const Stroke& a, const Stroke& b) {
    constexpr double kSpacingsApartMax = 2.5;
    constexpr double kParallelMin = 0.9;
    const Point between = b.middle - a.middle;
    const double along = std::abs(dot(between, a.direction));
    const double across = std::abs(cross(between, a.direction));
    const bool parallel = std::abs(dot(a.direction, b.direction)) >= kParallelMin;
    return parallel && along <= std::max(a.half_length, b.half_length) + 0.1 * a.spacing &&
           across <= kSpacingsApartMax * std::max(a.spacing, b.spacing);
}

/// For each row the first row of its block.
std::vector<std::size_t> find_blocks(const std::vector<PlanSource::Row>& rows) {
    std::vector<Stroke> strokes;
    for (const auto& row : rows) strokes.push_back(stroke_of(row));
    std::vector<std::size_t> root(rows.size());
    std::iota(root.begin(), root.end(), 0);
    const auto find = [&root](std::size_t i) {
        while (root[i] != i) i = root[i] = root[root[i]];
        return i;
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (!stand_together(strokes[i], strokes[j])) continue;
            const auto [low, high] = std::minmax(find(i), find(j));
            root[high] = low;
        }
    }
    for (std::size_t i = 0; i < rows.size(); ++i) root[i] = find(i);
    return root;
}

std::size_t repeated_labels(const PlanSource::Zone& zone) {
    std::unordered_set<std::string> labels;
    for (const auto& row : zone.rows) labels.insert(row.label);
    return zone.rows.size() - labels.size();
}

std::vector<PlanSource::Zone> split(PlanSource::Zone zone) {
    std::vector<PlanSource::Zone> blocks;
    const auto root = find_blocks(zone.rows);
    std::vector<std::size_t> block_of(root.size());
    for (std::size_t i = 0; i < root.size(); ++i) {
        if (root[i] == i) {
            block_of[i] = blocks.size();
            blocks.push_back(
                {.name = fmt::format("{} {}", zone.name, blocks.size() + 1), .rows = {}, .areas = {}});
        }
        blocks[block_of[root[i]]].rows.push_back(std::move(zone.rows[i]));
    }
    blocks.front().areas = std::move(zone.areas);
    if (blocks.size() == 1) blocks.front().name = zone.name;
    return blocks;
}

}  // namespace

void split_into_blocks(PlanSource& plan, std::vector<std::string>& repairs) {
    std::vector<PlanSource::Zone> zones;
    for (auto& zone : plan.zones) {
        const std::size_t repeated = repeated_labels(zone);
        if (repeated == 0) {
            zones.push_back(std::move(zone));
            continue;
        }
        const std::string name = zone.name;
        auto blocks = split(std::move(zone));
        if (blocks.size() > 1) {
            repairs.push_back(
                fmt::format("{} of zone \"{}\" shared their row_number with another: split into its {} "
                            "blocks, \"{}\" to \"{}\"",
                            repeated == 1 ? "1 row" : fmt::format("{} rows", repeated), name, blocks.size(),
                            blocks.front().name, blocks.back().name));
        }
        std::ranges::move(blocks, std::back_inserter(zones));
    }
    plan.zones = std::move(zones);
}

}  // namespace fairgate
