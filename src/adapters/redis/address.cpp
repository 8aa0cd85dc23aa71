#include "adapters/redis/address.hpp"

#include "adapters/redis/errors.hpp"

#include <boost/url/pct_string_view.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <optional>

namespace fairgate::redis {
namespace {

constexpr std::size_t kEndpointsMax = 64;
constexpr int kDatabaseMax = 1'000'000;
constexpr unsigned short kRedisPort = 6379;
constexpr unsigned short kSentinelPort = 26379;

/// Never quotes the address: it may have a password in it.
[[noreturn]] void refuse(std::string_view why) {
    throw BadAddress(
        fmt::format("The address of Redis is not understood: {}. It looks like redis://host:6379, "
                    "redis+sentinel://host:26379,host:26379/master or redis+cluster://host:6379,host:6379.",
                    why));
}

/// Cuts off and returns what stands before `separator`; empty when there is none.
std::optional<std::string_view> cut_before(std::string_view& text, std::string_view separator) {
    const auto at = text.find(separator);
    if (at == std::string_view::npos) return std::nullopt;
    const auto before = text.substr(0, at);
    text.remove_prefix(at + separator.size());
    return before;
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string decoded(std::string_view text) {
    const auto plain = boost::urls::make_pct_string_view(text);
    if (!plain) refuse("a % is not followed by two hexadecimal digits");
    return plain->decode();
}

Endpoint read_endpoint(std::string_view text, unsigned short default_port) {
    Endpoint endpoint{.host = {}, .port = default_port};
    std::string_view port;
    if (text.starts_with('[')) {
        text.remove_prefix(1);
        const auto host = cut_before(text, "]");
        if (!host) refuse("a [ is not closed");
        endpoint.host = *host;
        port = text;
    } else {
        const auto colon = text.find(':');
        endpoint.host = text.substr(0, colon);
        if (colon != std::string_view::npos) port = text.substr(colon);
    }
    if (endpoint.host.empty()) refuse("a host is missing");
    if (port.empty()) return endpoint;
    const auto number =
        port.starts_with(':') ? number_in<unsigned short>(port.substr(1)) : std::optional<unsigned short>();
    if (!number || *number == 0) refuse("a port is no number from 1 to 65535");
    endpoint.port = *number;
    return endpoint;
}

std::vector<Endpoint> read_endpoints(std::string_view text, unsigned short default_port) {
    std::vector<Endpoint> endpoints;
    while (const auto one = cut_before(text, ",")) endpoints.push_back(read_endpoint(*one, default_port));
    endpoints.push_back(read_endpoint(text, default_port));
    if (endpoints.size() > kEndpointsMax) refuse("it has too many hosts");
    return endpoints;
}

int read_database(std::string_view text) {
    if (text.empty()) return 0;
    const auto number = number_in<int>(text);
    if (!number || *number < 0 || *number > kDatabaseMax) refuse("the database is no number");
    return *number;
}

Address::Kind kind_of(std::string_view scheme) {
    if (scheme == "redis" || scheme == "redis+socket") return Address::Kind::single;
    if (scheme == "redis+sentinel") return Address::Kind::sentinel;
    if (scheme == "redis+cluster") return Address::Kind::cluster;
    refuse("it begins with none of redis://, redis+socket://, redis+sentinel:// and redis+cluster://");
}

void read_path(Address& address, std::string_view path) {
    switch (address.kind) {
        case Address::Kind::single:
            address.database = read_database(path);
            return;
        case Address::Kind::cluster:
            if (!path.empty()) refuse("a cluster has no databases to choose from");
            return;
        case Address::Kind::sentinel:
            break;
    }
    const auto slash = path.find('/');
    address.master = decoded(path.substr(0, slash));
    if (address.master.empty()) refuse("the master's name is missing");
    if (slash != std::string_view::npos) address.database = read_database(path.substr(slash + 1));
}

}  // namespace

std::string Endpoint::text() const {
    if (!socket.empty()) return socket;
    return host.contains(':') ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

std::string Address::text() const {
    std::vector<std::string> names;
    for (const auto& endpoint : endpoints) names.push_back(endpoint.text());
    const auto all = fmt::format("{}", fmt::join(names, ","));
    switch (kind) {
        case Kind::single:
            return "Redis at " + all;
        case Kind::sentinel:
            return fmt::format("Redis master {} known to {}", master, all);
        case Kind::cluster:
            break;
    }
    return "Redis Cluster at " + all;
}

Address parse_address(std::string_view url) {
    const auto scheme = cut_before(url, "://");
    if (!scheme) refuse("it has no ://");
    Address address{.kind = kind_of(*scheme)};
    if (const auto at = url.rfind('@'); at != std::string_view::npos) {
        std::string_view password = url.substr(0, at);
        const auto user = cut_before(password, ":");
        if (!user) refuse("user and password are separated by a colon");
        address.user = decoded(*user);
        address.password = decoded(password);
        url.remove_prefix(at + 1);
    }
    if (*scheme == "redis+socket") {
        if (!url.starts_with('/')) refuse("the path of a socket begins with /");
        address.endpoints.push_back({.host = {}, .port = 0, .socket = decoded(url)});
        return address;
    }
    const auto slash = url.find('/');
    const bool is_sentinel = address.kind == Address::Kind::sentinel;
    address.endpoints = read_endpoints(url.substr(0, slash), is_sentinel ? kSentinelPort : kRedisPort);
    read_path(address, slash == std::string_view::npos ? std::string_view() : url.substr(slash + 1));
    return address;
}

}  // namespace fairgate::redis
