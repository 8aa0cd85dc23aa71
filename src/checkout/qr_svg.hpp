#pragma once

#include <string>
#include <string_view>

namespace fairgate {

/// `text` as a QR code in SVG: one dark path on white with the quiet zone that readers want, sized by its
/// surroundings. Throws when `text` is longer than a QR code can be.
std::string qr_svg(std::string_view text);

}  // namespace fairgate
