#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace fairgate::rabbitmq {

/// One broker.
struct Endpoint {
    std::string host;
    std::uint16_t port = 5672;

    bool operator==(const Endpoint&) const = default;
    /// "RabbitMQ at broker.example:5672": what may be logged.
    std::string text() const;
};

/// Where a broker, or the brokers of a cluster, are, and as whom we come.
struct Address {
    /// At least one.
    std::vector<Endpoint> endpoints;
    std::string user;
    std::string password;
    std::string vhost;
    bool tls = false;

    /// "RabbitMQ at one.example:5672,two.example:5672": what may be logged.
    std::string text() const;
};

/// The text is no address. Does not repeat it: it may hold a password.
struct BadAddress : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads amqp://USER:PASSWORD@HOST:PORT[,HOST:PORT...]/VHOST, or amqps:// for TLS. Throws BadAddress.
Address parse_address(const std::string& url);

}  // namespace fairgate::rabbitmq
