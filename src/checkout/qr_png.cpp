#include "checkout/qr_png.hpp"

#include "base/assert.hpp"
#include "checkout/qr_code.hpp"

#include <png.h>

#include <vector>

namespace fairgate {
namespace {

constexpr int kPixelsPerModule = 6;

/// One byte a pixel, 0 black and 255 white.
std::vector<std::uint8_t> pixels_of(const QRcode& code, int size) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), 255);
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const int row = y / kPixelsPerModule - kQrQuietZone;
            const int column = x / kPixelsPerModule - kQrQuietZone;
            if (row < 0 || column < 0 || row >= code.width || column >= code.width) continue;
            if (code.data[row * code.width + column] & 1) pixels[static_cast<std::size_t>(y * size + x)] = 0;
        }
    }
    return pixels;
}

}  // namespace

std::string qr_png(std::string_view text) {
    const QrCode code = qr_code(text);
    const int size = (code->width + 2 * kQrQuietZone) * kPixelsPerModule;
    const auto pixels = pixels_of(*code, size);
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = image.height = static_cast<png_uint_32>(size);
    image.format = PNG_FORMAT_GRAY;
    png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
    std::string png(bytes, '\0');
    FAIRGATE_ASSERT(png_image_write_to_memory(&image, png.data(), &bytes, 0, pixels.data(), 0, nullptr));
    png.resize(bytes);
    return png;
}

}  // namespace fairgate
