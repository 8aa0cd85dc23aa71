#include "cli/broker.hpp"

#include "cli/cli_error.hpp"

namespace fairgate::cli {

std::optional<rabbitmq::ConnectionSettings> broker_connection(const BrokerOptions& options) {
    const std::string url = options.url();
    if (url.empty()) return std::nullopt;
    try {
        return rabbitmq::ConnectionSettings{.address = rabbitmq::parse_address(url)};
    } catch (const rabbitmq::BadAddress& error) {
        // The text that was given may hold a password.
        const char* flag = options.amqp_file.empty() ? "--amqp" : "--amqp-file";
        throw CliError(kUsage, std::string(flag) + " wants " + error.what() + ".");
    }
}

}  // namespace fairgate::cli
