#pragma once

namespace CLI {
class App;
}

namespace fairgate::cli {

/// Declares --config on `command`: a file that gives the options which neither the command line nor the
/// environment gave. It may name what other commands of the program take, so that one file serves all of
/// them; anything else in it is refused with one line that names file and option (CliError).
void declare_config(CLI::App& command);

}  // namespace fairgate::cli
