#include "cli/backup_command.hpp"

#include "adapters/sqlite/backup.hpp"
#include "cli/cli_error.hpp"
#include "cli/options.hpp"
#include "cli/stores.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace fairgate::cli {
namespace {

constexpr const char* kKeys = "secret.key";

struct BackupOptions {
    std::filesystem::path data = "data";
    std::filesystem::path to;
};

void make_empty_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!error && !std::filesystem::is_empty(folder, error) && !error) {
        throw CliError(kUsage, fmt::format("{} is not empty; nothing was written.", folder.string()));
    }
    if (error)
        throw CliError(kFailed, fmt::format("{} cannot be made: {}.", folder.string(), error.message()));
}

void back_up(const BackupOptions& options) {
    make_empty_folder(options.to);
    // The store says of every other file what belongs to it, so it comes first.
    explain_store_errors("Nothing was copied.",
                         [&] { sqlite::copy_store(options.data, options.to / "fairgate.db"); });
    std::error_code error;
    std::filesystem::copy_file(options.data / kKeys, options.to / kKeys, error);
    if (error) {
        throw CliError(kFailed, fmt::format("{} cannot be copied: {}.", (options.data / kKeys).string(),
                                            error.message()));
    }
    std::filesystem::permissions(options.to / kKeys,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    fmt::print("Copied the store and its keys to {}\n", options.to.string());
}

}  // namespace

void add_backup_command(CLI::App& app) {
    auto* command =
        app.add_subcommand("backup", "Copy the embedded store and its keys, also while a server uses it");
    auto options = std::make_shared<BackupOptions>();
    command->add_option("--data", options->data, "Data folder of the server")->capture_default_str();
    command->add_option("--to", options->to, "Folder to write to; made where it is missing, else empty")
        ->required();
    command->footer(
        "The copy is of one moment. To go back to it, stop the server, put both files into its data folder "
        "in place\n"
        "of the old ones (fairgate.db-wal and -shm deleted), and start it. Whoever has the copy can make "
        "tickets.\n"
        "A PostgreSQL database is backed up with its own tools; see deploy/README.md.");
    command->callback([options] { back_up(*options); });
}

}  // namespace fairgate::cli
