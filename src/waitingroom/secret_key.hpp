#pragma once

#include <array>
#include <cstdint>

namespace fairgate {

/// 32 bytes that nobody outside this installation knows.
using SecretKey = std::array<std::uint8_t, 32>;

}  // namespace fairgate
