#pragma once

namespace fairgate::cli {

/// Runs the program: parses the command line, does what the subcommand says, returns the exit code.
int run(int argc, char** argv);

}  // namespace fairgate::cli
