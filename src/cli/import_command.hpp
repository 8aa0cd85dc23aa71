#pragma once

namespace CLI {
class App;
}

namespace fairgate::cli {

/// `fairgate import plan|events FILE`: stores a seating plan or events from a file, all or nothing. The
/// callbacks throw CliError: kUsage when the file is refused, kFailed when the store cannot be used.
void add_import_command(CLI::App& app);

}  // namespace fairgate::cli
