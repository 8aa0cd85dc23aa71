#include "cli/text_file.hpp"

#include "cli/cli_error.hpp"

#include <fmt/format.h>
#include <unistd.h>

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

std::string why_not_writable(const std::filesystem::path& file) {
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) return "is a folder, not a file";
    if (std::filesystem::exists(file, error)) {
        return ::access(file.c_str(), W_OK) == 0 ? "" : "may not be written";
    }
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    if (!std::filesystem::is_directory(folder, error)) {
        return fmt::format("cannot be written: there is no folder {}", folder.string());
    }
    if (::access(folder.c_str(), W_OK | X_OK) == 0) return {};
    return fmt::format("cannot be written: the folder {} takes no files", folder.string());
}

void write_text_file(const std::filesystem::path& file, std::string_view text) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) throw CliError(kFailed, fmt::format("{} cannot be written.", file.string()));
}

}  // namespace fairgate::cli
