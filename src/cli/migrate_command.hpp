#pragma once

namespace CLI {
class App;
}

namespace fairgate::cli {

/// `fairgate migrate --postgres DSN`: brings a database to the schema that this program needs. The callback
/// throws CliError.
void add_migrate_command(CLI::App& app);

}  // namespace fairgate::cli
