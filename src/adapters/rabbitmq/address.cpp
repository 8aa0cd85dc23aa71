#include "adapters/rabbitmq/address.hpp"

#include <amqp.h>
#include <fmt/format.h>

namespace fairgate::rabbitmq {

std::string Address::text() const {
    return fmt::format("RabbitMQ at {}:{}", host, port);
}

Address parse_address(std::string url) {
    amqp_connection_info info;
    amqp_default_connection_info(&info);
    // Takes the text apart in place.
    const bool understood = amqp_parse_url(url.data(), &info) == AMQP_STATUS_OK;
    if (!understood || *info.host == '\0' || info.port < 1 || info.port > 65'535) {
        throw BadAddress("amqp://USER:PASSWORD@HOST:PORT/VHOST, or amqps:// for TLS");
    }
    return {info.host,    static_cast<std::uint16_t>(info.port), info.user, info.password, info.vhost,
            info.ssl != 0};
}

}  // namespace fairgate::rabbitmq
