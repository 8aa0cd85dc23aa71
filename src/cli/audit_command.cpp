#include "cli/audit_command.hpp"

#include "cli/audit_input.hpp"
#include "cli/cli_error.hpp"

#include <fmt/format.h>

namespace fairgate::cli {
namespace {

constexpr const char* kHelp =
    "Check that no seat was sold twice, that every paid order has its seats, tickets and one payment of its "
    "amount,\n"
    "and that no money was taken without an order. Orders that are still open are left to the server. "
    "Payments "
    "are\ncompared with the test provider's ledger; of orders paid through Stripe the store alone is "
    "checked.";

constexpr const char* kExitCodes =
    "Exit code 0: all is well. 1: violations, one a line. 2: wrong usage. 3: nothing could be checked.";

/// Told apart from violations, so that a script knows which of the two it has.
constexpr int kUnchecked = 3;

struct AuditOptions : StoreOptions {
    /// Empty for the data folder.
    std::filesystem::path test_ledger;
};

AuditInput read_all(const AuditOptions& options) {
    try {
        return read_store_and_ledger(options, options.test_ledger);
    } catch (const CliError& error) {
        throw CliError(error.exit_code == kFailed ? kUnchecked : error.exit_code, error.what());
    } catch (const std::exception& error) {
        throw CliError(kUnchecked, error.what());
    }
}

void run_audit(const AuditOptions& options) {
    const AuditInput input = read_all(options);
    const auto violations = audit(input);
    for (const auto& violation : violations) fmt::print("{}\n", violation);
    if (!violations.empty()) throw CliError(kFailed, fmt::format("{} violations", violations.size()));
    fmt::print("{} orders, {} sold seats, {} payments: all is well\n", input.orders.size(),
               input.sold_seats.size(), input.ledger->size());
}

}  // namespace

void add_audit_command(CLI::App& app) {
    auto* command = app.add_subcommand("audit", kHelp);
    auto options = std::make_shared<AuditOptions>();
    declare_store(*command, *options);
    command->footer(kExitCodes);
    command
        ->add_option("--test-ledger", options->test_ledger,
                     "What 'fairgate serve' was told with --test-ledger")
        ->envname("FAIRGATE_TEST_LEDGER");
    command->callback([options] { run_audit(*options); });
}

}  // namespace fairgate::cli
