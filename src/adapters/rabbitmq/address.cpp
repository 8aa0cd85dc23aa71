#include "adapters/rabbitmq/address.hpp"

#include <amqp.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <ranges>
#include <string_view>

namespace fairgate::rabbitmq {
namespace {

constexpr std::size_t kEndpointsMax = 64;

[[noreturn]] void refuse() {
    throw BadAddress(
        "amqp://USER:PASSWORD@HOST:PORT/VHOST, with a comma between the HOST:PORT of several brokers, or "
        "amqps:// for TLS");
}

/// What stands around the hosts, each of which makes an address with it that the library understands.
struct Parts {
    std::string before;
    std::string hosts;
    std::string after;
};

Parts take_apart(const std::string& url) {
    const auto scheme = url.find("://");
    if (scheme == std::string::npos) refuse();
    const auto at = url.find('@', scheme);
    const auto begin = at == std::string::npos ? scheme + 3 : at + 1;
    const auto end = std::min(url.find('/', begin), url.size());
    // Else a part of a password would be taken for hosts.
    const bool is_torn = url.find('/', scheme + 3) < begin || url.find('@', begin) != std::string::npos;
    if (is_torn) refuse();
    return {url.substr(0, begin), url.substr(begin, end - begin), url.substr(end)};
}

bool is_host(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string_view("-._:%").contains(static_cast<char>(c));
    });
}

/// Of one broker.
Address read_address(std::string url) {
    amqp_connection_info info;
    amqp_default_connection_info(&info);
    // Takes the text apart in place.
    const bool understood = amqp_parse_url(url.data(), &info) == AMQP_STATUS_OK;
    if (!understood || !is_host(info.host) || info.port < 1 || info.port > 65'535) refuse();
    return {{{info.host, static_cast<std::uint16_t>(info.port)}},
            info.user,
            info.password,
            info.vhost,
            info.ssl != 0};
}

std::string text_of(const Endpoint& endpoint) {
    return endpoint.host.contains(':') ? fmt::format("[{}]:{}", endpoint.host, endpoint.port)
                                       : fmt::format("{}:{}", endpoint.host, endpoint.port);
}

}  // namespace

std::string Endpoint::text() const {
    return "RabbitMQ at " + text_of(*this);
}

std::string Address::text() const {
    return fmt::format("RabbitMQ at {}", fmt::join(endpoints | std::views::transform(text_of), ","));
}

Address parse_address(const std::string& url) {
    const Parts parts = take_apart(url);
    Address address;
    std::vector<Endpoint> endpoints;
    for (const auto part : std::views::split(parts.hosts, ',')) {
        const std::string broker(part.begin(), part.end());
        // The library would take this machine.
        if (broker.empty() || broker.starts_with(':')) refuse();
        address = read_address(parts.before + broker + parts.after);
        endpoints.push_back(std::move(address.endpoints.front()));
    }
    if (endpoints.empty() || endpoints.size() > kEndpointsMax) refuse();
    address.endpoints = std::move(endpoints);
    return address;
}

}  // namespace fairgate::rabbitmq
