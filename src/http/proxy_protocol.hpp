#pragma once

#include "base/task.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace fairgate::http {

/// What a proxy says of a connection before its first byte, by HAProxy's PROXY protocol, versions 1 and 2.
struct ProxyHeader {
    /// Empty when the proxy speaks for itself, as health checks do.
    std::optional<boost::asio::ip::address> client;
};

/// Reads `line`, version 1 without its line end. Empty when it is none.
std::optional<ProxyHeader> parse_proxy_line(std::string_view line);

/// Reads what follows the twelve bytes of version 2's signature: `command` and `family` are the next two
/// bytes, `payload` what the length after them announces. Empty when it is not acceptable.
std::optional<ProxyHeader> parse_proxy_block(std::uint8_t command, std::uint8_t family,
                                             std::span<const std::uint8_t> payload);

/// Reads the header and not a byte more. Empty when what came is none, or too long; throws system_error when
/// the connection ends.
Task<std::optional<ProxyHeader>> read_proxy_header(boost::asio::ip::tcp::socket& socket);

}  // namespace fairgate::http
