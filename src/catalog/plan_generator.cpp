#include "catalog/plan_generator.hpp"

#include "base/assert.hpp"
#include "catalog/plan_repair.hpp"
#include "catalog/plan_writer.hpp"
#include "catalog/venue_block.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

namespace fairgate {
namespace {

using M = VenueMeasures;
using Blocks = std::vector<VenueBlock>;

constexpr double kPi = std::numbers::pi;
constexpr const char* kStageColor = "#3d3a4b";
constexpr const char* kStageBorder = "#24222e";
constexpr const char* kLabelColor = "#ffffff";

/// A venue before its seats are written: blocks, and what is drawn between them.
struct Venue {
    std::vector<PlanSource::Category> categories;
    Blocks blocks;
    std::vector<PlanSource::Area> areas;
};

/// How many rows keep the proportions of a venue that has `rows` at `seats`.
std::uint32_t scaled_rows(double rows, double seats, std::uint32_t wanted) {
    return std::max(2U, static_cast<std::uint32_t>(std::lround(rows * std::sqrt(wanted / seats))));
}

PlanSource::Area rectangle(Point center, double width, double height, const char* color, const char* border) {
    return {.shape = "rectangle",
            .color = color,
            .border_color = border,
            .place = center - Point{width / 2, height / 2},
            .numbers = {std::round(width), std::round(height)},
            .text = {},
            .text_color = {}};
}

void label(PlanSource::Area& area, const char* text, double size) {
    area.text = text;
    area.text_place = {area.numbers[0] / 2, area.numbers[1] / 2};
    area.text_size = size;
    area.text_color = kLabelColor;
}

// A theatre: arcs around a point behind the stage.

enum TheatreCategory : std::uint32_t {
    kPremium,
    kStalls,
    kRearStalls,
    kBalconyFront,
    kBalcony,
    kTheatreWheelchair
};

void add_fan(Venue& venue, const char* name, double radius, std::uint32_t rows, std::uint32_t tier) {
    struct Part {
        const char* side;
        double from;
        double to;
    };
    constexpr double kWide = 0.74;
    constexpr double kMiddle = 0.27;
    // Angles fall from left to right: y grows downwards and the audience looks up to the stage.
    for (const auto& [side, from, to] : {Part{"left", kPi / 2 + kWide, kPi / 2 + kMiddle},
                                         Part{"centre", kPi / 2 + kMiddle, kPi / 2 - kMiddle},
                                         Part{"right", kPi / 2 - kMiddle, kPi / 2 - kWide}}) {
        const bool centre = from > kPi / 2 && to < kPi / 2;
        VenueBlock block{
            .name = fmt::format("{} {}", name, side), .tier = tier, .rows = rows, .curved = true};
        block.radius = radius;
        block.angle_from = from;
        block.angle_to = to;
        block.letters = true;
        block.front_category = tier > 0 ? kBalconyFront : centre ? kPremium : kStalls;
        block.back_category = tier > 0 ? kBalcony : centre ? kStalls : kRearStalls;
        block.split = tier > 0 ? std::max(1U, rows / 3) : rows / 2;
        if (tier == 0) block.accessible_category = kTheatreWheelchair;
        venue.blocks.push_back(std::move(block));
    }
}

Venue make_theatre(std::uint32_t seats, double scale) {
    Venue venue;
    venue.categories = {{"Premium stalls", "#c2504a"}, {"Stalls", "#d9822b"},  {"Rear stalls", "#b99a2c"},
                        {"Balcony front", "#4f6bed"},  {"Balcony", "#0f9d8a"}, {"Wheelchair", "#8a63d2"}};
    const auto stalls_rows = scaled_rows(17, 1'200, seats);
    const auto balcony_rows = scaled_rows(8, 1'200, seats);
    const double front = 330 * scale;
    const double balcony = front + stalls_rows * M::kRowPitch + 90;
    add_fan(venue, "Stalls", front, stalls_rows, 0);
    add_fan(venue, "Balcony", balcony, balcony_rows, 1);
    const double width = 2 * front * std::sin(0.7);
    auto stage = rectangle({0, front * 0.42}, width, front * 0.5, kStageColor, kStageBorder);
    label(stage, "Stage", 44);
    venue.areas.push_back(std::move(stage));
    return venue;
}

// Arenas and stadiums: tiers around a rectangle with round corners.

/// What the blocks of a tier are: along the long sides, at the corners, at the short ends.
struct TierCategories {
    std::uint32_t side_middle = 0;
    std::uint32_t side = 0;
    std::uint32_t corner = 0;
    std::uint32_t end = 0;
    std::uint32_t wheelchair = 0;
};

struct Tier {
    double half_width = 0;
    double half_height = 0;
    /// Of the first row at the corners, and how far the tier stands from the field.
    double corner_radius = 0;
    std::uint32_t rows = 0;
    std::uint32_t number = 0;
    TierCategories categories;
    /// The left end is taken by a stage.
    bool open_left = false;
};

class TierBuilder {
  public:
    TierBuilder(const Tier& tier, Blocks& blocks) : tier_(tier), blocks_(blocks) {}

    /// Clockwise from the middle of the left end, as people number their blocks.
    void build() {
        const double w = tier_.half_width;
        const double h = tier_.half_height;
        const double r = tier_.corner_radius;
        if (!tier_.open_left) straight({-w - r, 0}, {0, -1}, {-1, 0}, 2 * h, true);
        corner({-w, -h}, kPi);
        straight({0, -h - r}, {1, 0}, {0, -1}, 2 * w, false);
        corner({w, -h}, 1.5 * kPi);
        straight({w + r, 0}, {0, 1}, {1, 0}, 2 * h, true);
        corner({w, h}, 0);
        straight({0, h + r}, {-1, 0}, {0, 1}, 2 * w, false);
        corner({-w, h}, 0.5 * kPi);
    }

  private:
    static constexpr double kBlockWidth = 640;

    VenueBlock& add(std::uint32_t category) {
        VenueBlock block{
            .name = std::to_string(100 * tier_.number + ++count_), .tier = tier_.number, .rows = tier_.rows};
        block.front_category = block.back_category = category;
        if (count_ % 4 == 1) block.accessible_category = tier_.categories.wheelchair;
        return blocks_.emplace_back(std::move(block));
    }

    void straight(Point middle, Point along, Point back, double length, bool is_end) {
        const auto parts = std::max(1, static_cast<int>(std::lround(length / kBlockWidth)));
        const double width = length / parts;
        for (int i = 0; i < parts; ++i) {
            const double offset = (i - (parts - 1) / 2.0) * width;
            const bool central = std::abs(offset) < length / 5;
            auto& block = add(is_end    ? tier_.categories.end
                              : central ? tier_.categories.side_middle
                                        : tier_.categories.side);
            block.middle = middle + along * offset;
            block.along = along;
            block.back = back;
            block.width = width;
        }
    }

    void corner(Point center, double from) {
        const double middle_radius = tier_.corner_radius + tier_.rows * M::kRowPitch / 2;
        const auto parts =
            std::clamp(static_cast<int>(std::lround(middle_radius * kPi / 2 / kBlockWidth)), 1, 5);
        for (int i = 0; i < parts; ++i) {
            const double begin = from + kPi / 2 * i / parts;
            // Nobody sees the stage from behind it.
            const bool behind_stage = std::cos(begin + kPi / 4 / parts) < -0.7;
            if (tier_.open_left && behind_stage) continue;
            auto& block = add(tier_.categories.corner);
            block.curved = true;
            block.middle = center;
            block.radius = tier_.corner_radius;
            block.angle_from = begin;
            block.angle_to = begin + kPi / 2 / parts;
        }
    }

    const Tier& tier_;
    Blocks& blocks_;
    std::uint32_t count_ = 0;
};

Venue make_stadium(std::uint32_t seats, double scale) {
    Venue venue;
    venue.categories = {{"Premium", "#c2504a"},    {"Category 1", "#d9822b"}, {"Category 2", "#b99a2c"},
                        {"Category 3", "#0f9d8a"}, {"Category 4", "#4f6bed"}, {"Wheelchair", "#8a63d2"}};
    const double width = 4'600 * scale;
    const double height = 2'950 * scale;
    Tier lower{.half_width = width / 2, .half_height = height / 2, .corner_radius = 330};
    lower.rows = scaled_rows(28, 60'000, seats);
    lower.number = 1;
    lower.categories = {.side_middle = 0, .side = 1, .corner = 2, .end = 2, .wheelchair = 5};
    Tier upper = lower;
    upper.corner_radius += lower.rows * M::kRowPitch + 130;
    upper.rows = scaled_rows(26, 60'000, seats);
    upper.number = 2;
    upper.categories = {.side_middle = 2, .side = 3, .corner = 4, .end = 4, .wheelchair = 5};
    TierBuilder(lower, venue.blocks).build();
    TierBuilder(upper, venue.blocks).build();

    const char* line = "#eef6ec";
    auto pitch = rectangle({0, 0}, width, height, "#5c9e58", line);
    label(pitch, "Pitch", 170);
    venue.areas.push_back(std::move(pitch));
    for (const double side : {-1.0, 1.0}) {
        venue.areas.push_back(rectangle({side * (width / 2 - width * 0.078), 0}, width * 0.156, height * 0.59,
                                        "#5c9e58", line));
    }
    venue.areas.push_back(rectangle({0, 0}, 8, height, line, line));
    return venue;
}

void add_floor(Venue& venue, double width, double height) {
    constexpr int kColumns = 3;
    constexpr int kRanks = 3;
    const double block_height = height / kColumns;
    const double block_depth = width / kRanks;
    const auto rows = static_cast<std::uint32_t>((block_depth - M::kAisle) / M::kRowPitch);
    for (int rank = 0; rank < kRanks; ++rank) {
        for (int column = 0; column < kColumns; ++column) {
            VenueBlock block{.name = fmt::format("Floor {}{}", static_cast<char>('A' + rank), column + 1),
                             .rows = rows};
            block.middle = {-width / 2 + rank * block_depth + M::kAisle / 2, (column - 1) * block_height};
            block.along = {0, -1};
            block.back = {1, 0};
            block.width = block_height;
            block.front_category = block.back_category = rank == 0 ? 0 : 1;
            block.letters = true;
            venue.blocks.push_back(std::move(block));
        }
    }
}

Venue make_arena(std::uint32_t seats, double scale) {
    Venue venue;
    venue.categories = {{"Front floor", "#c2504a"}, {"Floor", "#d9822b"},      {"Lower tier", "#b99a2c"},
                        {"Lower end", "#0f9d8a"},   {"Upper tier", "#4f6bed"}, {"Wheelchair", "#8a63d2"}};
    const double width = 2'700 * scale;
    const double height = 1'350 * scale;
    Tier lower{.half_width = width / 2, .half_height = height / 2, .corner_radius = 190};
    lower.rows = scaled_rows(23, 20'000, seats);
    lower.number = 1;
    lower.categories = {.side_middle = 2, .side = 2, .corner = 3, .end = 3, .wheelchair = 5};
    lower.open_left = true;
    Tier upper = lower;
    upper.corner_radius += lower.rows * M::kRowPitch + 110;
    upper.rows = scaled_rows(22, 20'000, seats);
    upper.number = 2;
    upper.categories = {.side_middle = 4, .side = 4, .corner = 4, .end = 4, .wheelchair = 5};
    add_floor(venue, width * 0.86, height * 0.94);
    TierBuilder(lower, venue.blocks).build();
    TierBuilder(upper, venue.blocks).build();

    auto stage = rectangle({-width / 2 - 260, 0}, 420, height * 0.9, kStageColor, kStageBorder);
    label(stage, "Stage", 110);
    venue.areas.push_back(std::move(stage));
    return venue;
}

Venue make_venue(VenueKind kind, std::uint32_t seats, double scale) {
    switch (kind) {
        case VenueKind::theatre:
            return make_theatre(seats, scale);
        case VenueKind::arena:
            return make_arena(seats, scale);
        case VenueKind::stadium:
            return make_stadium(seats, scale);
    }
    FAIRGATE_ASSERT(false);
}

std::uint32_t seat_count(const Venue& venue) {
    std::uint32_t count = 0;
    for (const auto& block : venue.blocks) count += block.seat_count();
    return count;
}

/// The smallest venue of this kind that has at least `seats`.
Venue fitted_venue(VenueKind kind, std::uint32_t seats) {
    double low = 0.2;
    double high = 3;
    for (int i = 0; i < 40; ++i) {
        const double middle = (low + high) / 2;
        (seat_count(make_venue(kind, seats, middle)) >= seats ? high : low) = middle;
    }
    return make_venue(kind, seats, high);
}

/// Moves everything to positive places and returns the size of the plan.
Point settle(PlanSource& plan) {
    constexpr double kMarginUnits = 120;
    Bounds all;
    for (const auto& zone : plan.zones) {
        for (const auto& row : zone.rows) {
            for (const auto& seat : row.seats) all.add(seat.place, seat.radius);
        }
        for (const auto& area : zone.areas) {
            all.add(area.place, 0);
            all.add(area.place + Point{area.numbers[0], area.numbers[1]}, 0);
        }
    }
    const Point shift = Point{kMarginUnits, kMarginUnits} - all.low;
    for (auto& zone : plan.zones) {
        for (auto& row : zone.rows) {
            for (auto& seat : row.seats) seat.place = seat.place + shift;
        }
        for (auto& area : zone.areas) area.place = area.place + shift;
    }
    return all.high + shift + Point{kMarginUnits, kMarginUnits};
}

}  // namespace

std::optional<VenueKind> venue_kind_from_name(std::string_view name) {
    if (name == "theatre") return VenueKind::theatre;
    if (name == "arena") return VenueKind::arena;
    if (name == "stadium") return VenueKind::stadium;
    return std::nullopt;
}

SeatRange seat_range(VenueKind kind) {
    switch (kind) {
        case VenueKind::theatre:
            return {300, 4'000};
        case VenueKind::arena:
            return {4'000, 40'000};
        case VenueKind::stadium:
            return {15'000, 120'000};
    }
    FAIRGATE_ASSERT(false);
}

std::string generate_plan(const VenueSpec& spec) {
    const auto range = seat_range(spec.kind);
    FAIRGATE_ASSERT(spec.seats >= range.min && spec.seats <= range.max);
    Venue venue = fitted_venue(spec.kind, spec.seats);
    const auto count = seat_count(venue);
    FAIRGATE_ASSERT(count >= spec.seats);
    remove_seats(venue.blocks, count - spec.seats);

    PlanSource plan{.name = spec.name, .size = {}, .categories = venue.categories, .zones = {}};
    for (const auto& block : venue.blocks) plan.zones.push_back(block.zone());
    plan.zones.front().areas = std::move(venue.areas);
    plan.size = settle(plan);
    return write_plan_file(plan);
}

}  // namespace fairgate
