#pragma once

#include <string>
#include <string_view>

namespace fairgate {

/// `text` with U+FFFD for each byte that is zero or no UTF-8: what every database and JSON reader takes.
std::string storable_text(std::string_view text);

}  // namespace fairgate
