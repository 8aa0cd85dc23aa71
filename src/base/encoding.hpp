#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fairgate {

using Bytes = std::vector<std::uint8_t>;

/// Standard base 64 with padding.
std::string to_base64(std::span<const std::uint8_t> bytes);

/// URL-safe base 64 without padding.
std::string to_base64url(std::span<const std::uint8_t> bytes);

/// Empty when `text` is not exactly what `to_base64url` writes. How long it takes depends on the length
/// alone.
std::optional<Bytes> from_base64url(std::string_view text);

/// The same into memory of the caller's: false unless `text` is what `to_base64url` writes for just so many
/// bytes. They mean nothing then.
bool read_base64url(std::string_view text, std::span<std::uint8_t> bytes);

/// Lower-case hexadecimal.
std::string to_hex(std::span<const std::uint8_t> bytes);

/// The gzip form of `text` at zlib's `level` 1..9.
std::string gzip(std::string_view text, int level);

/// The brotli form (RFC 7932) of `text`, taken for text, at `quality` 0..11.
std::string brotli(std::string_view text, int quality);

/// SHA-256 of `text`, 32 bytes.
Bytes sha256(std::string_view text);

}  // namespace fairgate
