#pragma once

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace fairgate::testing {

/// The text, of 1 MiB at most, in a gzip file. Fails the test when `packed` is not a whole one.
inline std::string gunzip(const std::string& packed) {
    constexpr int kGzipWindowBits = 15 + 16;
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, kGzipWindowBits), Z_OK);
    std::string text(1 << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

/// As `gunzip`, of brotli.
inline std::string unbrotli(const std::string& packed) {
    std::string text(1 << 20, '\0');
    std::size_t size = text.size();
    EXPECT_EQ(BrotliDecoderDecompress(packed.size(), reinterpret_cast<const std::uint8_t*>(packed.data()),
                                      &size, reinterpret_cast<std::uint8_t*>(text.data())),
              BROTLI_DECODER_RESULT_SUCCESS);
    text.resize(size);
    return text;
}

}  // namespace fairgate::testing
