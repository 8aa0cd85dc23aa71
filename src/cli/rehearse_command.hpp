#pragma once

#include <CLI/CLI.hpp>

namespace fairgate::cli {

/// `fairgate rehearse`: plays an on-sale against a running server. Exit 0 when the verdict is good, 1 when
/// not, 2 when it was told something that cannot be.
void add_rehearse_command(CLI::App& app);

}  // namespace fairgate::cli
