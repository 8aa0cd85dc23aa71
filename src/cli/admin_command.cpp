#include "cli/admin_command.hpp"

#include "accounts/accounts.hpp"
#include "cli/cli_error.hpp"
#include "cli/stores.hpp"

#include <fmt/format.h>

namespace fairgate::cli {
namespace {

constexpr const char* kAdminFooter =
    "Administrators see and steer waiting rooms at /operator. The account must have been opened in the web "
    "app.\n"
    "The server of an embedded store must not be running; with --postgres it may, and learns it at once.\n"
    "Examples:\n"
    "  fairgate admin grant ann@example.org\n"
    "  fairgate admin revoke ann@example.org";

struct RoleOptions : StoreOptions {
    std::string email;
};

void set_role(const RoleOptions& options, api::Role role) {
    const auto email = normal_email(options.email);
    if (!email) throw CliError(kUsage, fmt::format("'{}' is no e-mail address.", options.email));
    require_store(options);
    bool changed = false;
    explain_store_errors("Nothing was changed.", [&] {
        SystemClock clock;
        SystemRandom random;
        EventLoops loops(1);
        {
            const auto stores = open_stores(options, loops, clock, random);
            changed = loops.wait_for(stores->accounts().set_role(*email, role));
            stores->stop();
        }
        loops.stop();
    });
    if (!changed) throw CliError(kFailed, fmt::format("There is no account of {}.", *email));
    fmt::print("{} is {} now.\n", *email, role == api::Role::admin ? "an administrator" : "a user");
}

}  // namespace

void add_admin_command(CLI::App& app) {
    auto* command = app.add_subcommand("admin", "Make an account an administrator, or take that back");
    command->require_subcommand(1);
    command->footer(kAdminFooter);
    const auto add = [&](const char* name, const char* description, api::Role role) {
        // One each: the environment is read for both, and would beat what was told the one that runs.
        auto options = std::make_shared<RoleOptions>();
        auto* subcommand = command->add_subcommand(name, description);
        declare_store(*subcommand, *options);
        subcommand->add_option("email", options->email, "E-mail address of the account")->required();
        subcommand->footer(kAdminFooter);
        subcommand->callback([options, role] { set_role(*options, role); });
    };
    add("grant", "Make it an administrator", api::Role::admin);
    add("revoke", "Make it a user again", api::Role::user);
}

}  // namespace fairgate::cli
