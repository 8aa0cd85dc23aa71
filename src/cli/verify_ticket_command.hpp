#pragma once

#include <CLI/CLI.hpp>

namespace fairgate::cli {

/// `fairgate verify-ticket CODE --key KEY | --data DIR`: checks a ticket's code without a server or a
/// network. Exit 0 when it is genuine, 1 when not, 2 when the command line is wrong.
void add_verify_ticket_command(CLI::App& app);

}  // namespace fairgate::cli
