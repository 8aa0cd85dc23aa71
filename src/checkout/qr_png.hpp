#pragma once

#include <string>
#include <string_view>

namespace fairgate {

/// `text` as a QR code in PNG, for mail readers, which show no SVG. Throws when `text` is longer than a QR
/// code can be.
std::string qr_png(std::string_view text);

}  // namespace fairgate
