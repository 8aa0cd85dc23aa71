#pragma once

#include <cstddef>

namespace fairgate {

/// Lets this process open `needed` files and connections, as far as its hard limit goes. Returns how many it
/// may have now.
std::size_t raise_descriptor_limit(std::size_t needed);

}  // namespace fairgate
