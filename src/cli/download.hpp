#pragma once

#include <string>

namespace fairgate::cli {

/// What `url` (http or https) answers. Throws CliError when it cannot be had, answers anything but 200, or is
/// larger than `bytes_max`.
std::string download(const std::string& url, std::size_t bytes_max);

}  // namespace fairgate::cli
