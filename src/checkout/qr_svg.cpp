#include "checkout/qr_svg.hpp"

#include "checkout/qr_code.hpp"

#include <fmt/format.h>

namespace fairgate {
namespace {

/// Every run of dark modules of a row as one rectangle.
std::string path_of(const QRcode& code) {
    std::string path;
    for (int y = 0; y < code.width; ++y) {
        const unsigned char* row = code.data + y * code.width;
        for (int x = 0; x < code.width; ++x) {
            const int start = x;
            while (x < code.width && row[x] & 1) ++x;
            if (x == start) continue;
            const int length = x - start;
            path += fmt::format("M{} {}h{}v1h-{}z", start + kQrQuietZone, y + kQrQuietZone, length, length);
        }
    }
    return path;
}

}  // namespace

std::string qr_svg(std::string_view text) {
    const QrCode code = qr_code(text);
    const int size = code->width + 2 * kQrQuietZone;
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" shape-rendering=\"crispEdges\">"
        "<path fill=\"#fff\" d=\"M0 0h{0}v{0}H0z\"/><path fill=\"#000\" d=\"{1}\"/></svg>\n",
        size, path_of(*code));
}

}  // namespace fairgate
