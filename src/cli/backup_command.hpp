#pragma once

namespace CLI {
class App;
}

namespace fairgate::cli {

/// `fairgate backup`: a copy of the embedded store and its keys. The callback throws CliError.
void add_backup_command(CLI::App& app);

}  // namespace fairgate::cli
