#pragma once

#include <stdexcept>
#include <string>

namespace fairgate::cli {

/// What ends a command early: one line for stderr and the exit code.
struct CliError : std::runtime_error {
    CliError(int code, const std::string& message) : std::runtime_error(message), exit_code(code) {}

    int exit_code;
};

/// The command was understood but could not be done.
inline constexpr int kFailed = 1;
/// The command line or an input file is wrong.
inline constexpr int kUsage = 2;

}  // namespace fairgate::cli
