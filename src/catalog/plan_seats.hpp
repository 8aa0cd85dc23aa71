#pragma once

#include "catalog/api.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace fairgate {

/// A seat's place in an event: 0 to N-1, in the order of sections, rows and seats of its plan.
using SeatIndex = std::uint32_t;

/// A seating plan laid out flat by seat index. Immutable; shared by all events that use the plan.
class PlanSeats {
  public:
    struct Place {
        std::uint32_t section = 0;
        /// Counted over the whole plan.
        std::uint32_t row = 0;
        /// 0-based, from the row's first seat; neighbours differ by one.
        std::uint32_t position = 0;
        /// Index into `categories()`.
        std::uint32_t category = 0;
        float x = 0;
        float y = 0;
    };

    struct Row {
        std::string label;
        std::uint32_t section = 0;
        SeatIndex first = 0;
        std::uint32_t seat_count = 0;
    };

    /// The plan must be consistent, as the importer makes it: indexes dense, counts and categories in range.
    explicit PlanSeats(const api::SeatingPlan& plan);

    SeatIndex seat_count() const { return static_cast<SeatIndex>(places_.size()); }
    const Place& place(SeatIndex seat) const { return places_[seat]; }
    std::string number(SeatIndex seat) const;
    const std::vector<Row>& rows() const { return rows_; }
    const Row& row_of(SeatIndex seat) const { return rows_[places_[seat].row]; }
    const std::string& section_name(std::uint32_t section) const { return sections_[section]; }
    std::span<const std::string> section_names() const { return sections_; }
    const std::vector<api::PlanCategory>& categories() const { return categories_; }

  private:
    void add_row(const api::PlanRow& row, std::uint32_t section);

    std::vector<Place> places_;
    std::vector<Row> rows_;
    std::vector<std::string> sections_;
    std::vector<api::PlanCategory> categories_;
    /// By seat; empty or missing where the number is position + 1.
    std::vector<std::string> numbers_;
};

}  // namespace fairgate
