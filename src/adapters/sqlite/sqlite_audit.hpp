#pragma once

#include "adapters/sqlite/connection.hpp"
#include "checkout/audit.hpp"

namespace fairgate::sqlite {

/// What the audit needs of an embedded store, read in one transaction; the ledger is left to the caller.
AuditInput read_audit_input(Connection& connection);

/// As above, from the store of a data folder, which a running server may be using. Throws as
/// open_to_read does.
AuditInput read_audit_input(const std::filesystem::path& folder);

/// Throws as open_to_read does unless the store of a data folder is there and has what the audit reads.
void check_audit_input(const std::filesystem::path& folder);

}  // namespace fairgate::sqlite
