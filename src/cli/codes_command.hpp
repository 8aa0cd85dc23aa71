#pragma once

#include <CLI/CLI.hpp>

namespace fairgate::cli {

/// `fairgate codes`: signs access codes for a presale, without a server.
void add_codes_command(CLI::App& app);

}  // namespace fairgate::cli
