#include "cli/audit_command.hpp"

#include "adapters/payments/test_provider.hpp"
#include "cli/cli_error.hpp"
#include "cli/stores.hpp"

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

struct AuditOptions : StoreOptions {
    /// Empty for the data folder.
    std::filesystem::path test_ledger;
};

AuditInput read_input(const AuditOptions& options) {
    AuditInput input;
    explain_store_errors("Nothing was checked.", [&] {
        // The ledger first: what it has authorized by then has an order by the time the orders are read.
        const auto ledger =
            TestProvider::read_ledger(options.test_ledger.empty() ? options.data : options.test_ledger);
        input = read_audit_input(options);
        input.ledger.emplace();
        input.ledger_prefix = TestProvider::kPaymentPrefix;
        for (const auto& entry : ledger) {
            input.ledger->push_back({entry.key, entry.payment_id, entry.state, entry.amount});
        }
    });
    return input;
}

void run_audit(const AuditOptions& options) {
    const AuditInput input = read_input(options);
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
    command->add_option("--test-ledger", options->test_ledger,
                        "What 'fairgate serve' was told with --test-ledger");
    command->callback([options] { run_audit(*options); });
}

}  // namespace fairgate::cli
