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

constexpr const char* kStore = "fairgate.db";

struct BackupOptions : StoreOptions {
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

/// Throws for a node on PostgreSQL, told by its options or by a data folder without a store.
void check_store_is_embedded(const BackupOptions& options) {
    const std::string own_tools = fmt::format(
        "A PostgreSQL database is backed up with pg_dump, together with {}: see 'Backup and restore' in "
        "deploy/README.md. Nothing was copied.",
        (options.data / kKeys).string());
    if (!options.postgres.empty() || !options.postgres_file.empty()) throw CliError(kUsage, own_tools);
    std::error_code error;
    // What may not be looked at is refused when it is opened.
    if (!std::filesystem::exists(options.data / kStore, error) && !error) {
        throw CliError(kFailed,
                       fmt::format("There is no embedded store in {}. {}", options.data.string(), own_tools));
    }
}

void back_up(const BackupOptions& options) {
    check_store_is_embedded(options);
    make_empty_folder(options.to);
    // The store says of every other file what belongs to it, so it comes first.
    explain_store_errors("Nothing was copied.",
                         [&] { sqlite::copy_store(options.data, options.to / kStore); });
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
    declare_store(*command, *options);
    command->add_option("--to", options->to, "Folder to write to; made where it is missing, else empty")
        ->required();
    command->footer(
        "The copy is of one moment. To go back to it, stop the server, put both files into its data folder "
        "in place\n"
        "of the old ones (fairgate.db-wal and -shm deleted), and start it. Whoever has the copy can make "
        "tickets.\n"
        "A PostgreSQL database is backed up with pg_dump; see deploy/README.md.");
    command->callback([options] { back_up(*options); });
}

}  // namespace fairgate::cli
