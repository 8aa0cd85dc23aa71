#include "checkout/qr_code.hpp"

#include <cerrno>
#include <string>
#include <system_error>

namespace fairgate {

QrCode qr_code(std::string_view text) {
    const std::string copy(text);
    QrCode code(QRcode_encodeString(copy.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free);
    if (!code) throw std::system_error(errno, std::generic_category(), "a QR code cannot be made");
    return code;
}

}  // namespace fairgate
