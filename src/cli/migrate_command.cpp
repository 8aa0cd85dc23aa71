#include "cli/migrate_command.hpp"

#include "adapters/postgres/migrations.hpp"
#include "cli/cli_error.hpp"
#include "cli/stores.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace fairgate::cli {
namespace {

/// A migration may take long, and waits for another node's as long as that takes.
constexpr std::chrono::milliseconds kNoLimit{0};

Task<int> migrate_database(std::string dsn) {
    SystemClock clock;
    postgres::Connection connection(co_await asio::this_coro::executor, clock);
    co_await connection.open({.dsn = std::move(dsn), .statement_max = kNoLimit, .lock_max = kNoLimit});
    const int before = co_await postgres::migrate(connection);
    co_return before;
}

void migrate(const StoreOptions& options) {
    const std::string dsn = options.dsn();
    if (dsn.empty()) {
        throw CliError(kUsage,
                       "Give the database with --postgres. The embedded store is migrated by 'fairgate "
                       "serve'.");
    }
    const auto newest = postgres::migrations().size();
    explain_store_errors("Nothing was changed.", [&] {
        EventLoops loops(1);
        const auto where = postgres::describe_dsn(dsn);
        const int before = loops.wait_for(migrate_database(dsn));
        if (before == static_cast<int>(newest)) {
            fmt::print("The {} has schema {} already.\n", where, newest);
        } else {
            fmt::print("Migrated the {} from schema {} to {}.\n", where, before, newest);
        }
    });
}

}  // namespace

void add_migrate_command(CLI::App& app) {
    auto* command = app.add_subcommand("migrate", "Bring a PostgreSQL database to the newest schema");
    auto options = std::make_shared<StoreOptions>();
    declare_store(*command, *options);
    command->footer(
        "Safe to run from several nodes at once, and again. The embedded store needs it not. Example:\n"
        "  fairgate migrate --postgres postgresql://fairgate@db.example/fairgate");
    command->callback([options] { migrate(*options); });
}

}  // namespace fairgate::cli
