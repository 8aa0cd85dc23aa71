#pragma once

#include "adapters/postgres/connection.hpp"

namespace fairgate::postgres {

/// What all who use the database have agreed on under `name`: `proposal`, where nobody has come before.
/// However many come at once, all get the same answer.
Task<std::string> agree_on(Connection& connection, std::string name, std::string proposal);

}  // namespace fairgate::postgres
