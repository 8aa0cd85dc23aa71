#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace fairgate::cli {

/// The whole file. Throws CliError when it cannot be read or is larger than `bytes_max`.
std::string read_text_file(const std::filesystem::path& file, std::size_t bytes_max);

/// Why the file could not be written now, without touching it, as the end of a sentence; empty when it could.
std::string why_not_writable(const std::filesystem::path& file);

/// Writes or replaces the file. Throws CliError.
void write_text_file(const std::filesystem::path& file, std::string_view text);

}  // namespace fairgate::cli
