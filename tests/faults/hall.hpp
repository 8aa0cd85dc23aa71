#pragma once

#include "base/id.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fairgate::faults {

/// An event of a store that was made for a test.
struct Show {
    EventId id;
    std::uint32_t seats = 0;
};

/// Makes a store in `folder` with one hall for each entry of `seats` and one event in each, on sale since
/// yesterday, through `fairgate import`. The events come in the same order. `options` may name another store.
std::vector<Show> make_shows(const std::filesystem::path& folder, const std::vector<std::uint32_t>& seats,
                             const std::vector<std::string>& options = {});

}  // namespace fairgate::faults
