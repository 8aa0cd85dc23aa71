#include "catalog/plan_repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace fairgate {
namespace {

using Repairs = std::vector<std::string>;

constexpr std::array kPalette = {"#4f6bed", "#0f9d8a", "#d9822b", "#b8428c",
                                 "#6a8f2f", "#8a63d2", "#c2504a", "#2e86ab"};

std::string plural(std::size_t count, std::string_view thing) {
    return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

template <class Visit>
void for_each_seat(PlanSource& plan, Visit visit) {
    for (auto& zone : plan.zones) {
        for (auto& row : zone.rows) {
            for (auto& seat : row.seats) visit(seat);
        }
    }
}

void repair_guids(PlanSource& plan, Repairs& repairs) {
    std::unordered_set<std::string> known;
    std::size_t missing = 0;
    std::size_t repeated = 0;
    std::string example;
    for_each_seat(plan, [&](const PlanSource::Seat& seat) {
        if (seat.guid.empty()) {
            ++missing;
        } else if (!known.insert(seat.guid).second) {
            if (repeated++ == 0) example = seat.guid;
        }
    });
    // From here on a seat is known by its place in the plan, which nobody can write twice.
    if (repeated > 0) {
        repairs.push_back(
            fmt::format("{} had the seat_guid of an earlier one (such as \"{}\"): given one of its own",
                        plural(repeated, "seat"), example));
    }
    if (missing > 0)
        repairs.push_back(fmt::format("{} had no seat_guid: given one", plural(missing, "seat")));
}

void drop_empty(PlanSource& plan, Repairs& repairs) {
    std::size_t rows = 0;
    for (auto& zone : plan.zones)
        rows += std::erase_if(zone.rows, [](const auto& row) { return row.seats.empty(); });
    if (rows > 0) repairs.push_back(fmt::format("{} without seats: left out", plural(rows, "row")));
    const auto is_empty = [](const auto& zone) { return zone.rows.empty(); };
    const auto zones = std::ranges::count_if(plan.zones, is_empty);
    if (zones > 0) {
        repairs.push_back(fmt::format("{} without seats: only the areas kept",
                                      plural(static_cast<std::size_t>(zones), "zone")));
    }
}

/// `label`, or "label (2)" and so on when it is taken.
std::string make_unique(const std::string& label, std::unordered_set<std::string>& taken) {
    std::string unique = label;
    for (int n = 2; !taken.insert(unique).second; ++n) unique = fmt::format("{} ({})", label, n);
    return unique;
}

void name_zones(PlanSource& plan, Repairs& repairs) {
    std::unordered_set<std::string> taken;
    std::size_t unnamed = 0;
    std::size_t repeated = 0;
    for (auto& zone : plan.zones) {
        if (zone.name.empty()) {
            ++unnamed;
            zone.name = fmt::format("Section {}", taken.size() + 1);
        }
        std::string unique = make_unique(zone.name, taken);
        if (unique != zone.name) ++repeated;
        zone.name = std::move(unique);
    }
    if (unnamed > 0)
        repairs.push_back(fmt::format("{} had no name: named by number", plural(unnamed, "zone")));
    if (repeated > 0) {
        repairs.push_back(
            fmt::format("{} had the name of an earlier one: told apart by number", plural(repeated, "zone")));
    }
}

void label_rows(PlanSource& plan, Repairs& repairs) {
    std::size_t unlabelled = 0;
    std::size_t repeated = 0;
    for (auto& zone : plan.zones) {
        std::unordered_set<std::string> taken;
        std::size_t number = 0;
        for (auto& row : zone.rows) {
            ++number;
            if (row.label.empty()) {
                ++unlabelled;
                row.label = std::to_string(number);
            }
            std::string unique = make_unique(row.label, taken);
            if (unique != row.label) ++repeated;
            row.label = std::move(unique);
        }
    }
    if (unlabelled > 0)
        repairs.push_back(fmt::format("{} had no row_number: counted", plural(unlabelled, "row")));
    if (repeated > 0) {
        repairs.push_back(
            fmt::format("{} had the row_number of an earlier one of their zone: told apart by number",
                        plural(repeated, "row")));
    }
}

void number_seats(PlanSource& plan, Repairs& repairs) {
    std::size_t unnumbered = 0;
    std::size_t repeated = 0;
    for (auto& zone : plan.zones) {
        for (auto& row : zone.rows) {
            std::unordered_set<std::string> taken;
            for (std::size_t i = 0; i < row.seats.size(); ++i) {
                auto& seat = row.seats[i];
                if (seat.number.empty()) {
                    ++unnumbered;
                    seat.number = std::to_string(i + 1);
                }
                std::string unique = make_unique(seat.number, taken);
                if (unique != seat.number) ++repeated;
                seat.number = std::move(unique);
            }
        }
    }
    if (unnumbered > 0)
        repairs.push_back(fmt::format("{} had no seat_number: counted", plural(unnumbered, "seat")));
    if (repeated > 0) {
        repairs.push_back(
            fmt::format("{} had the seat_number of an earlier one of their row: told apart by number",
                        plural(repeated, "seat")));
    }
}

bool is_hex_color(std::string_view color) {
    if ((color.size() != 4 && color.size() != 7) || color[0] != '#') return false;
    return color.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

void repair_colors(PlanSource& plan, Repairs& repairs) {
    std::size_t changed = 0;
    for (std::size_t i = 0; i < plan.categories.size(); ++i) {
        if (is_hex_color(plan.categories[i].color)) continue;
        ++changed;
        plan.categories[i].color = kPalette[i % kPalette.size()];
    }
    if (changed > 0) {
        repairs.push_back(fmt::format("{} had no colour like \"#4f6bed\": given one",
                                      changed == 1 ? "1 category" : fmt::format("{} categories", changed)));
    }
    for (auto& zone : plan.zones) {
        for (auto& area : zone.areas) {
            for (auto* color : {&area.color, &area.border_color, &area.text_color}) {
                if (!is_hex_color(*color)) color->clear();
            }
        }
    }
}

void drop_unused_categories(PlanSource& plan, Repairs& repairs) {
    std::vector<bool> used(plan.categories.size());
    for_each_seat(plan, [&](const PlanSource::Seat& seat) { used[seat.category] = true; });
    std::vector<std::uint32_t> renumbered(used.size());
    std::vector<PlanSource::Category> kept;
    std::string dropped;
    for (std::size_t i = 0; i < used.size(); ++i) {
        renumbered[i] = static_cast<std::uint32_t>(kept.size());
        if (used[i]) {
            kept.push_back(std::move(plan.categories[i]));
        } else {
            dropped += (dropped.empty() ? "\"" : ", \"") + plan.categories[i].name + "\"";
        }
    }
    plan.categories = std::move(kept);
    for_each_seat(plan, [&](PlanSource::Seat& seat) { seat.category = renumbered[seat.category]; });
    if (!dropped.empty()) repairs.push_back(fmt::format("no seat is of category {}: left out", dropped));
}

void move_zone(PlanSource::Zone& zone, Point by) {
    for (auto& row : zone.rows) {
        for (auto& seat : row.seats) seat.place = seat.place + by;
    }
    for (auto& area : zone.areas) area.place = area.place + by;
}

Bounds bounds_of(const PlanSource::Zone& zone) {
    Bounds bounds;
    for (const auto& row : zone.rows) {
        for (const auto& seat : row.seats) bounds.add(seat.place, seat.radius);
    }
    return bounds;
}

/// Seats by cells as wide as a seat, to find those that lie on others.
class SeatGrid {
  public:
    explicit SeatGrid(double cell) : cell_(cell) {}

    void add(Point p) { cells_[key(column(p.x), column(p.y))].push_back(p); }

    bool has_within(Point p, double reach) const {
        for (std::int64_t x = column(p.x) - 1; x <= column(p.x) + 1; ++x) {
            for (std::int64_t y = column(p.y) - 1; y <= column(p.y) + 1; ++y) {
                const auto found = cells_.find(key(x, y));
                if (found == cells_.end()) continue;
                if (std::ranges::any_of(found->second, [&](Point q) { return distance(p, q) < reach; }))
                    return true;
            }
        }
        return false;
    }

  private:
    std::int64_t column(double coordinate) const {
        return static_cast<std::int64_t>(std::floor(coordinate / cell_));
    }
    static std::uint64_t key(std::int64_t x, std::int64_t y) {
        return (static_cast<std::uint64_t>(x) << 32) ^ (static_cast<std::uint64_t>(y) & 0xFFFF'FFFFU);
    }

    double cell_;
    std::unordered_map<std::uint64_t, Points> cells_;
};

/// Floors of a house are often drawn one on top of the other, for viewers that show one at a time. On our map
/// all seats must be reachable at once, so such a zone is drawn below the others.
void separate_zones(PlanSource& plan, Repairs& repairs) {
    constexpr double kReachUnits = 5;
    constexpr double kGapUnits = 80;
    SeatGrid grid(2 * kReachUnits);
    Bounds all;
    for (auto& zone : plan.zones) {
        std::size_t count = 0;
        std::size_t covered = 0;
        for (const auto& row : zone.rows) {
            for (const auto& seat : row.seats) {
                ++count;
                if (grid.has_within(seat.place, kReachUnits)) ++covered;
            }
        }
        if (covered * 4 > count) {
            move_zone(zone, {0, all.high.y + kGapUnits - bounds_of(zone).low.y});
            repairs.push_back(
                fmt::format("zone \"{}\" lay on another zone ({} of its {} seats): drawn below it", zone.name,
                            covered, count));
        }
        for (const auto& row : zone.rows) {
            for (const auto& seat : row.seats) {
                grid.add(seat.place);
                all.add(seat.place, seat.radius);
            }
        }
    }
}

void fit_size(PlanSource& plan, Repairs& repairs) {
    constexpr double kMarginUnits = 40;
    Bounds all;
    for_each_seat(plan, [&](const PlanSource::Seat& seat) { all.add(seat.place, seat.radius); });
    const Point shift{all.low.x < 0 ? kMarginUnits - all.low.x : 0,
                      all.low.y < 0 ? kMarginUnits - all.low.y : 0};
    if (shift.x > 0 || shift.y > 0) {
        for (auto& zone : plan.zones) move_zone(zone, shift);
        repairs.push_back(fmt::format("seats lay left of or above the plan: all moved by {:.0f}, {:.0f}",
                                      shift.x, shift.y));
    }
    const Point high = all.high + shift;
    if (!plan.size) {
        plan.size = high + Point{kMarginUnits, kMarginUnits};
        repairs.push_back(
            fmt::format("the plan had no size: {:.0f} x {:.0f} holds all seats", plan.size->x, plan.size->y));
    } else if (high.x > plan.size->x || high.y > plan.size->y) {
        plan.size = Point{std::max(plan.size->x, high.x + kMarginUnits),
                          std::max(plan.size->y, high.y + kMarginUnits)};
        repairs.push_back(fmt::format("seats lay outside of the plan: enlarged to {:.0f} x {:.0f}",
                                      plan.size->x, plan.size->y));
    }
}

}  // namespace

void Bounds::add(Point place, double radius) {
    low = {std::min(low.x, place.x - radius), std::min(low.y, place.y - radius)};
    high = {std::max(high.x, place.x + radius), std::max(high.y, place.y + radius)};
}

std::vector<std::string> repair_plan(PlanSource& plan) {
    Repairs repairs;
    if (plan.name.empty()) {
        plan.name = "Seating plan";
        repairs.emplace_back("the plan had no name: called \"Seating plan\"");
    }
    repair_guids(plan, repairs);
    drop_empty(plan, repairs);
    name_zones(plan, repairs);
    separate_zones(plan, repairs);
    split_into_blocks(plan, repairs);
    label_rows(plan, repairs);
    number_seats(plan, repairs);
    drop_unused_categories(plan, repairs);
    repair_colors(plan, repairs);
    fit_size(plan, repairs);
    return repairs;
}

}  // namespace fairgate
