#pragma once

namespace CLI {
class App;
}

namespace fairgate::cli {

/// `fairgate generate plan`: writes the seating plan of an invented venue. The callback throws CliError.
void add_generate_command(CLI::App& app);

}  // namespace fairgate::cli
