#include "base/encoding.hpp"

#include "base/assert.hpp"

#include <brotli/encode.h>
#include <sodium.h>
#include <zlib.h>

#include <algorithm>
#include <array>

namespace fairgate {
namespace {

/// What a character of URL-safe base 64 stands for; over 63 for any other. Neither branches nor tables:
/// cookies hold secrets, and a compiler makes one step of this for many characters.
constexpr std::uint8_t six_bits_of(char character) {
    const auto c = static_cast<std::uint8_t>(character);
    const auto when = [](bool holds, int value) {
        return static_cast<std::uint8_t>(-static_cast<int>(holds) & value);
    };
    const bool upper = c >= 'A' && c <= 'Z';
    const bool lower = c >= 'a' && c <= 'z';
    const bool digit = c >= '0' && c <= '9';
    const bool any = upper | lower | digit | (c == '-') | (c == '_');
    return static_cast<std::uint8_t>(when(upper, c - 'A') | when(lower, c - 'a' + 26) |
                                     when(digit, c - '0' + 52) | when(c == '-', 62) | when(c == '_', 63) |
                                     when(!any, 0xFF));
}

/// The opposite, of 0..63.
constexpr char character_of(std::uint32_t six_bits) {
    const auto after = [six_bits](std::uint32_t last, int step) {
        return -static_cast<int>(six_bits > last) & step;
    };
    return static_cast<char>('A' + static_cast<int>(six_bits) + after(25, 'a' - 'Z' - 1) +
                             after(51, '0' - 'z' - 1) + after(61, '-' - '9' - 1) + after(62, '_' - '-' - 1));
}

}  // namespace

std::string to_base64(std::span<const std::uint8_t> bytes) {
    constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
    std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
    text.pop_back();
    return text;
}

std::string to_base64url(std::span<const std::uint8_t> bytes) {
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    int waiting = 0;
    for (const std::uint8_t byte : bytes) {
        bits = bits << 8 | byte;
        for (waiting += 8; waiting >= 6; waiting -= 6) text += character_of(bits >> (waiting - 6) & 63);
    }
    if (waiting > 0) text += character_of(bits << (6 - waiting) & 63);
    return text;
}

std::optional<Bytes> from_base64url(std::string_view text) {
    Bytes bytes(text.size() * 3 / 4);
    if (!read_base64url(text, bytes)) return std::nullopt;
    return bytes;
}

bool read_base64url(std::string_view text, std::span<std::uint8_t> bytes) {
    constexpr std::size_t kPiece = 64;
    if (text.size() != (bytes.size() * 4 + 2) / 3) return false;
    std::uint8_t seen = 0;
    auto to = bytes.begin();
    while (!text.empty()) {
        // What is missing of the last four characters counts as zeros, and so must the bits that are left
        // over.
        std::array<std::uint8_t, kPiece> six{};
        const std::size_t size = std::min(text.size(), kPiece);
        for (std::size_t i = 0; i < size; ++i) six[i] = six_bits_of(text[i]);
        for (std::size_t i = 0; i < size; i += 4) {
            seen |= six[i] | six[i + 1] | six[i + 2] | six[i + 3];
            const std::uint32_t group =
                static_cast<std::uint32_t>(six[i]) << 18 | six[i + 1] << 12 | six[i + 2] << 6 | six[i + 3];
            for (int shift = 16; shift >= 0; shift -= 8) {
                const auto byte = static_cast<std::uint8_t>(group >> shift);
                if (to != bytes.end())
                    *to++ = byte;
                else
                    seen |= byte == 0 ? 0 : 0xFF;
            }
        }
        text.remove_prefix(size);
    }
    return seen < 64;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
    // Neither branches nor tables here either.
    const auto digit = [](int four_bits) {
        return static_cast<char>('0' + four_bits + (-static_cast<int>(four_bits > 9) & ('a' - '9' - 1)));
    };
    std::string text(bytes.size() * 2, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        text[2 * i] = digit(bytes[i] >> 4);
        text[2 * i + 1] = digit(bytes[i] & 15);
    }
    return text;
}

std::string gzip(std::string_view text, int level) {
    constexpr int kGzipWindowBits = 15 + 16;
    z_stream stream{};
    FAIRGATE_ASSERT(deflateInit2(&stream, level, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string packed(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    FAIRGATE_ASSERT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string brotli(std::string_view text, int quality) {
    std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
    std::string packed(size, '\0');
    FAIRGATE_ASSERT(BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                                          reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                                          reinterpret_cast<std::uint8_t*>(packed.data())) == BROTLI_TRUE);
    packed.resize(size);
    return packed;
}

Bytes sha256(std::string_view text) {
    Bytes digest(crypto_hash_sha256_BYTES);
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    return digest;
}

}  // namespace fairgate
