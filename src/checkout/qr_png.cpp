#include "checkout/qr_png.hpp"

#include "base/assert.hpp"
#include "checkout/qr_code.hpp"

#include <png.h>

#include <array>
#include <vector>

namespace fairgate {
namespace {

constexpr int kPixelsPerModule = 6;

constexpr std::uint8_t kBlack = 0;
constexpr std::uint8_t kWhite = 1;
using Rgb = std::array<std::uint8_t, 3>;
constexpr std::array<Rgb, 2> kColours{Rgb{0, 0, 0}, Rgb{255, 255, 255}};

/// An index into kColours a pixel.
std::vector<std::uint8_t> pixels_of(const QRcode& code, int size) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), kWhite);
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const int row = y / kPixelsPerModule - kQrQuietZone;
            const int column = x / kPixelsPerModule - kQrQuietZone;
            if (row < 0 || column < 0 || row >= code.width || column >= code.width) continue;
            if (code.data[row * code.width + column] & 1)
                pixels[static_cast<std::size_t>(y * size + x)] = kBlack;
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
    // Two colours take one bit a pixel, which compress in a fraction of the time of grey ones.
    image.format = PNG_FORMAT_RGB_COLORMAP;
    image.colormap_entries = kColours.size();
    image.flags = PNG_IMAGE_FLAG_FAST;
    png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
    std::string png(bytes, '\0');
    FAIRGATE_ASSERT(
        png_image_write_to_memory(&image, png.data(), &bytes, 0, pixels.data(), 0, kColours.data()));
    png.resize(bytes);
    return png;
}

}  // namespace fairgate
