#include "rehearsal/gunzip.hpp"

#include <zlib.h>

#include <algorithm>

namespace fairgate::rehearsal {
namespace {

/// Ends with its scope.
struct Inflater {
    Inflater() { is_ready = inflateInit2(&stream, kGzipOnly) == Z_OK; }
    ~Inflater() {
        if (is_ready) inflateEnd(&stream);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    static constexpr int kGzipOnly = 16 + MAX_WBITS;
    z_stream stream{};
    bool is_ready = false;
};

}  // namespace

std::optional<std::string> gunzip(std::string_view compressed, std::size_t bytes_max) {
    constexpr std::size_t kChunkBytes = 64 << 10;
    Inflater inflater;
    if (!inflater.is_ready) return std::nullopt;
    auto& stream = inflater.stream;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream.avail_in = static_cast<uInt>(compressed.size());
    std::string text;
    int state = Z_OK;
    while (state == Z_OK) {
        if (text.size() >= bytes_max) return std::nullopt;
        const std::size_t before = text.size();
        const std::size_t room = std::min(kChunkBytes, bytes_max - before);
        text.resize(before + room);
        stream.next_out = reinterpret_cast<Bytef*>(text.data() + before);
        stream.avail_out = static_cast<uInt>(room);
        state = inflate(&stream, Z_NO_FLUSH);
        text.resize(before + room - stream.avail_out);
        if (state == Z_OK && stream.avail_in == 0 && stream.avail_out > 0) return std::nullopt;
    }
    if (state != Z_STREAM_END) return std::nullopt;
    return text;
}

}  // namespace fairgate::rehearsal
