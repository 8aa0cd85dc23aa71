#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace fairgate {

/// An amount in the smallest unit of its currency (cents), never floating point. The currency stands beside
/// it.
struct MinorUnits {
    std::int64_t value = 0;

    auto operator<=>(const MinorUnits&) const = default;
    MinorUnits& operator+=(MinorUnits other) {
        value += other.value;
        return *this;
    }
    friend MinorUnits operator+(MinorUnits a, MinorUnits b) { return {a.value + b.value}; }
    friend MinorUnits operator-(MinorUnits a, MinorUnits b) { return {a.value - b.value}; }
};

/// What the buyer pays on top of the price, in basis points of it (500 = 5 %).
struct FeeRule {
    std::int64_t basis_points = 500;

    /// The fee of one ticket, half a unit rounded up. Fees of an order are the sum over its tickets, so that
    /// what a seat shows, an order's total and a refund of one ticket always add up.
    MinorUnits of(MinorUnits price) const { return {(price.value * basis_points + 5'000) / 10'000}; }
};

}  // namespace fairgate
