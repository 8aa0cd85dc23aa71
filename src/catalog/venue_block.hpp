#pragma once

#include "catalog/plan_source.hpp"

namespace fairgate {

/// Distances in generated plans: seats and rows stand a little apart, so that a finger can tell them apart.
struct VenueMeasures {
    static constexpr double kSeatPitch = 24;
    static constexpr double kRowPitch = 28;
    static constexpr double kSeatRadius = 10;
    /// Between neighbouring blocks.
    static constexpr double kAisle = 46;
};

/// A section of a generated venue: rows that are parallel lines or arcs around one centre, one behind the
/// other.
struct VenueBlock {
    std::string name;
    /// Blocks of the last tier give up seats when the venue has too many.
    std::uint32_t tier = 0;
    std::uint32_t rows = 0;

    /// Straight rows: the middle of the first row, where its seats go and where the rows go. Curved rows:
    /// `middle` is the arcs' centre.
    bool curved = false;
    Point middle;
    Point along;
    Point back;
    double width = 0;
    /// Of curved rows.
    double radius = 0;
    double angle_from = 0;
    double angle_to = 0;

    /// Category of the front rows, and of the rows from `split` on.
    std::uint32_t front_category = 0;
    std::uint32_t back_category = 0;
    std::uint32_t split = 0;
    /// Two places at either end of the last row are of this category.
    std::optional<std::uint32_t> accessible_category;
    bool letters = false;
    /// By row: seats taken away.
    std::vector<std::uint32_t> removed;

    std::uint32_t seats_in(std::uint32_t row) const;
    std::uint32_t seat_count() const;
    PlanSource::Zone zone() const;

  private:
    Point place(std::uint32_t row, double from_middle) const;
};

/// Takes `surplus` seats from the last tier, from the back, one a row at a time.
void remove_seats(std::vector<VenueBlock>& blocks, std::uint32_t surplus);

}  // namespace fairgate
