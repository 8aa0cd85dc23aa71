#pragma once

#include <CLI/CLI.hpp>

namespace fairgate::cli {

/// `fairgate verify-queue FILE|URL`: recomputes a published draw, without a server.
void add_verify_queue_command(CLI::App& app);

}  // namespace fairgate::cli
