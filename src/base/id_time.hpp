#pragma once

#include "base/id.hpp"

namespace fairgate {

/// When an id was made: `new_id` begins with it.
template <class Tag>
Timestamp time_of(Id<Tag> id) {
    constexpr int kRandomBits = 21;
    return Timestamp{std::chrono::milliseconds{id.value >> kRandomBits}};
}

}  // namespace fairgate
