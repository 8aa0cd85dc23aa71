#include "http/trusted_proxies.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <ranges>
#include <stdexcept>

namespace fairgate::http {
namespace {

namespace ip = boost::asio::ip;

constexpr unsigned short kBits = 128;
constexpr unsigned short kMappedBits = 96;

ip::address_v6 as_v6(const ip::address& address) {
    return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

std::optional<ip::address> parse_address(std::string_view text) {
    boost::system::error_code error;
    const auto address = ip::make_address(std::string(text), error);
    if (error) return std::nullopt;
    return plain_address(address);
}

/// As some proxies write it: "192.0.2.1:1234", "[2001:db8::1]:1234", or without the port.
std::optional<ip::address> parse_forwarded(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        return end == std::string_view::npos ? std::nullopt : parse_address(text.substr(1, end - 1));
    }
    const auto colon = text.find(':');
    const bool has_port = colon != std::string_view::npos && colon == text.rfind(':');
    return parse_address(has_port ? text.substr(0, colon) : text);
}

std::optional<ip::network_v6> parse_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    if (!address) return std::nullopt;
    const unsigned short offset = address->is_v4() ? kMappedBits : 0;
    unsigned short length = kBits - offset;
    if (slash != std::string_view::npos) {
        const char* end = text.data() + text.size();
        const auto [parsed, error] = std::from_chars(text.data() + slash + 1, end, length);
        if (error != std::errc{} || parsed != end || length > kBits - offset) return std::nullopt;
    }
    return ip::make_network_v6(as_v6(*address), static_cast<unsigned short>(length + offset)).canonical();
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> addresses_in(std::span<const std::string_view> lines) {
    std::vector<std::string_view> addresses;
    for (const auto line : lines) {
        for (const auto part : line | std::views::split(',')) {
            addresses.push_back(trimmed(std::string_view(part.begin(), part.end())));
        }
    }
    return addresses;
}

}  // namespace

ip::address plain_address(const ip::address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

std::string network_of(const ip::address& address) {
    constexpr unsigned short kCustomerBits = 64;
    const auto plain = plain_address(address);
    if (plain.is_v4()) return plain.to_string();
    // A link's own addresses have a scope, which is none of the network's.
    const ip::address_v6 bare(plain.to_v6().to_bytes());
    return ip::make_network_v6(bare, kCustomerBits).canonical().to_string();
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
    for (const auto& text : networks) {
        const auto network = parse_network(text);
        if (!network) throw std::invalid_argument(text);
        networks_.push_back(*network);
    }
}

bool TrustedProxies::contains(const ip::address& address) const {
    const auto wide = as_v6(address);
    return std::ranges::any_of(networks_, [&wide](const ip::network_v6& network) {
        return ip::make_network_v6(wide, network.prefix_length()).canonical() == network;
    });
}

ip::address TrustedProxies::client_of(const ip::address& peer,
                                      std::span<const std::string_view> forwarded_for) const {
    ip::address client = peer;
    for (const auto text : addresses_in(forwarded_for) | std::views::reverse) {
        if (!contains(client)) break;
        const auto before = parse_forwarded(text);
        if (!before) break;
        client = *before;
    }
    return client;
}

}  // namespace fairgate::http
