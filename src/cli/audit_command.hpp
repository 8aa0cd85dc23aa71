#pragma once

#include <CLI/CLI.hpp>

namespace fairgate::cli {

/// `fairgate audit --data DIR`: checks what must hold of every sale. Exit 0 when it does, 1 when not.
void add_audit_command(CLI::App& app);

}  // namespace fairgate::cli
