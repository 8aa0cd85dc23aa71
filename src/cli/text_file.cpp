#include "cli/text_file.hpp"

#include "cli/cli_error.hpp"

#include <fmt/format.h>

#include <fstream>

namespace fairgate::cli {

std::string read_text_file(const std::filesystem::path& file, std::size_t bytes_max) {
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) {
        throw CliError(kUsage, fmt::format("{} is a folder, not a file.", file.string()));
    }
    std::ifstream in(file, std::ios::binary);
    if (!in) throw CliError(kUsage, fmt::format("{} cannot be read. Is the path right?", file.string()));
    std::string text;
    // One byte more than allowed tells a file of just that size from a larger one; a pipe has no size to ask
    // for.
    constexpr std::size_t kChunkBytes = 1 << 16;
    while (in && text.size() <= bytes_max) {
        const std::size_t begin = text.size();
        text.resize(begin + kChunkBytes);
        in.read(text.data() + begin, kChunkBytes);
        text.resize(begin + static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) throw CliError(kFailed, fmt::format("{} cannot be read to its end.", file.string()));
    if (text.size() > bytes_max) {
        throw CliError(kUsage, fmt::format("{} is larger than {} MiB.", file.string(), bytes_max >> 20));
    }
    return text;
}

void write_text_file(const std::filesystem::path& file, std::string_view text) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) throw CliError(kFailed, fmt::format("{} cannot be written.", file.string()));
}

}  // namespace fairgate::cli
