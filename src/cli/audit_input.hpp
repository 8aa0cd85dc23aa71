#pragma once

#include "checkout/audit.hpp"
#include "cli/options.hpp"

namespace fairgate::cli {

/// Everything that the audit compares: the store that `options` name, of one moment, and the test provider's
/// ledger in `test_ledger`, or in the data folder when that is empty. Servers may be using both. Throws
/// CliError.
AuditInput read_store_and_ledger(const StoreOptions& options, const std::filesystem::path& test_ledger);

/// Throws CliError when that store cannot be read. Costs as good as nothing.
void check_store(const StoreOptions& options);

/// Whether there is a ledger to compare with, in the same place.
bool has_ledger(const StoreOptions& options, const std::filesystem::path& test_ledger);

}  // namespace fairgate::cli
