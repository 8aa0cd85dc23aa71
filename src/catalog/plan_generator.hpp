#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairgate {

enum class VenueKind { theatre, arena, stadium };

std::optional<VenueKind> venue_kind_from_name(std::string_view name);

struct VenueSpec {
    VenueKind kind = VenueKind::theatre;
    /// The plan has exactly so many, see seat_range.
    std::uint32_t seats = 1'200;
    std::string name = "Seating plan";
};

struct SeatRange {
    std::uint32_t min = 0;
    std::uint32_t max = 0;
};

/// How many seats a generated venue of this kind may have.
SeatRange seat_range(VenueKind kind);

/// A venue as a seating-plan file in pretix's format: a theatre with curved stalls and a balcony, an arena
/// with a floor before the stage and two tiers around it, or a stadium with two tiers around the pitch. The
/// same spec gives the same bytes. `spec.seats` must be within seat_range.
std::string generate_plan(const VenueSpec& spec);

}  // namespace fairgate
