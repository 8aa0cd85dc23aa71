#pragma once

#include "adapters/rabbitmq/connection.hpp"
#include "cli/options.hpp"

namespace fairgate::cli {

/// What the names of everything on the broker begin with. Two houses on one broker have a vhost each.
inline constexpr const char* kBrokerPrefix = "fairgate";

/// The broker that `options` name; empty for none. Throws CliError when it is no address.
std::optional<rabbitmq::ConnectionSettings> broker_connection(const BrokerOptions& options);

}  // namespace fairgate::cli
