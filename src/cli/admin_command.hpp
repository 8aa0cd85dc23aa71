#pragma once

#include <CLI/CLI.hpp>

namespace fairgate::cli {

/// `fairgate admin grant|revoke EMAIL`: who may see and steer waiting rooms.
void add_admin_command(CLI::App& app);

}  // namespace fairgate::cli
