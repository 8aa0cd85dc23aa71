#include "cli/audit_input.hpp"

#include "adapters/payments/test_provider.hpp"
#include "cli/stores.hpp"

namespace fairgate::cli {
namespace {

const std::filesystem::path& ledger_folder(const StoreOptions& options,
                                           const std::filesystem::path& test_ledger) {
    return test_ledger.empty() ? options.data : test_ledger;
}

}  // namespace

AuditInput read_store_and_ledger(const StoreOptions& options, const std::filesystem::path& test_ledger) {
    AuditInput input;
    explain_store_errors("Nothing was checked.", [&] {
        // The ledger first: what it has authorized by then has an order by the time the orders are read.
        const auto ledger = TestProvider::read_ledger(ledger_folder(options, test_ledger));
        input = read_audit_input(options);
        input.ledger.emplace();
        input.ledger_prefix = TestProvider::kPaymentPrefix;
        for (const auto& entry : ledger) {
            input.ledger->push_back({entry.key, entry.payment_id, entry.state, entry.amount});
        }
    });
    return input;
}

void check_store(const StoreOptions& options) {
    explain_store_errors("Nothing was checked.", [&] { check_audit_input(options); });
}

bool has_ledger(const StoreOptions& options, const std::filesystem::path& test_ledger) {
    return TestProvider::has_ledger(ledger_folder(options, test_ledger));
}

}  // namespace fairgate::cli
