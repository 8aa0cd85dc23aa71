#pragma once

#include "adapters/postgres/pool.hpp"
#include "checkout/audit.hpp"

namespace fairgate::postgres {

/// What the audit needs of the store, of one moment; the ledger is left to the caller.
Task<AuditInput> read_audit_input(Connection& connection);

}  // namespace fairgate::postgres
