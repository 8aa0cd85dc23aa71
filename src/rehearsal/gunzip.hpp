#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fairgate::rehearsal {

/// The text that was compressed; empty when it is no gzip, or makes more than `bytes_max`.
std::optional<std::string> gunzip(std::string_view compressed, std::size_t bytes_max);

}  // namespace fairgate::rehearsal
