#pragma once

#include <CLI/CLI.hpp>

namespace fairgate::cli {

/// `fairgate messages list|replay --data DIR`: what became of messages that could not be handled.
void add_messages_command(CLI::App& app);

}  // namespace fairgate::cli
