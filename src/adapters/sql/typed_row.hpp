#pragma once

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>

namespace fairgate::sql {

/// What a row says beyond numbers and texts. `Derived` has is_null(column), integer(column) and text(column);
/// columns are counted from 0.
template <class Derived>
class TypedRow {
  public:
    MinorUnits amount(int column) const { return {self().integer(column)}; }
    Timestamp time(int column) const { return Timestamp{std::chrono::milliseconds{self().integer(column)}}; }
    template <class IdType>
    IdType id(int column) const {
        return IdType{static_cast<std::uint64_t>(self().integer(column))};
    }
    std::optional<std::string> optional_text(int column) const {
        if (self().is_null(column)) return std::nullopt;
        return std::string(self().text(column));
    }

  private:
    const Derived& self() const { return static_cast<const Derived&>(*this); }
};

}  // namespace fairgate::sql
