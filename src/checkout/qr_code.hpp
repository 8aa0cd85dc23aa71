#pragma once

#include <qrencode.h>

#include <memory>
#include <string_view>

namespace fairgate {

/// Modules of white around the code (ISO/IEC 18004).
inline constexpr int kQrQuietZone = 4;

using QrCode = std::unique_ptr<QRcode, decltype(&QRcode_free)>;

/// Throws when `text` is longer than a QR code can be.
QrCode qr_code(std::string_view text);

}  // namespace fairgate
