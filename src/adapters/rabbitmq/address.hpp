#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace fairgate::rabbitmq {

/// Where a broker is, and as whom we come.
struct Address {
    std::string host;
    std::uint16_t port = 5672;
    std::string user;
    std::string password;
    std::string vhost;
    bool tls = false;

    /// "RabbitMQ at broker.example:5672": what may be logged.
    std::string text() const;
};

/// The text is no address. Does not repeat it: it may hold a password.
struct BadAddress : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads amqp://USER:PASSWORD@HOST:PORT/VHOST, or amqps:// for TLS. Throws BadAddress.
Address parse_address(std::string url);

}  // namespace fairgate::rabbitmq
