#include "cli/commands.hpp"

#include "cli/admin_command.hpp"
#include "cli/audit_command.hpp"
#include "cli/backup_command.hpp"
#include "cli/cli_error.hpp"
#include "cli/codes_command.hpp"
#include "cli/demo_command.hpp"
#include "cli/generate_command.hpp"
#include "cli/import_command.hpp"
#include "cli/messages_command.hpp"
#include "cli/migrate_command.hpp"
#include "cli/reference_command.hpp"
#include "cli/rehearse_command.hpp"
#include "cli/serve_command.hpp"
#include "cli/verify_queue_command.hpp"
#include "cli/verify_ticket_command.hpp"
#include "http/operations.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace fairgate::cli {
namespace {

void add_openapi_command(CLI::App& app) {
    auto* command = app.add_subcommand("openapi", "Print the API's OpenAPI 3.1 document");
    command->callback([] { std::puts(json::serialize(http::openapi_document()).c_str()); });
}

/// One line, as every other failure has.
std::string usage_failure(const CLI::App* app, const CLI::Error& error) {
    // CLI11 misses a subcommand where somebody mistyped one.
    const auto unknown = app->remaining();
    const auto reason = unknown.empty() ? std::string(error.what())
                                        : fmt::format("There is no subcommand '{}'", unknown.front());
    return fmt::format("fairgate: {}. 'fairgate --help' lists what there is.\n", reason);
}

}  // namespace

int run(int argc, char** argv) {
    CLI::App app("Fairgate sells tickets for events that everybody wants at the same second.", "fairgate");
    app.require_subcommand(1);
    app.set_version_flag("--version", FAIRGATE_VERSION);
    app.failure_message(usage_failure);
    app.footer("'fairgate SUBCOMMAND --help' explains each with examples. Start with 'fairgate serve'.");
    add_serve_command(app);
    add_migrate_command(app);
    add_demo_command(app);
    add_import_command(app);
    add_generate_command(app);
    add_audit_command(app);
    add_rehearse_command(app);
    add_backup_command(app);
    add_verify_ticket_command(app);
    add_verify_queue_command(app);
    add_messages_command(app);
    add_admin_command(app);
    add_codes_command(app);
    add_openapi_command(app);
    add_reference_command(app);
    try {
        app.parse(argc, argv);
        return 0;
    } catch (const CLI::ParseError& e) {
        const int code = app.exit(e);
        return code == 0 ? 0 : kUsage;
    } catch (const CliError& e) {
        std::fprintf(stderr, "fairgate: %s\n", e.what());
        return e.exit_code;
    } catch (const std::exception& e) {
        // What no command foresaw, such as an access log in a place that takes no files.
        std::fprintf(stderr, "fairgate: %s\n", e.what());
        return kFailed;
    }
}

}  // namespace fairgate::cli
