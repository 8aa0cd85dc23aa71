#include "http/proxy_protocol.hpp"

#include "http/trusted_proxies.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <ranges>
#include <string>
#include <vector>

namespace fairgate::http {
namespace {

namespace ip = boost::asio::ip;

constexpr std::string_view kSignature{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr std::string_view kLineStart = "PROXY ";
/// The longest line that version 1 allows, its end included.
constexpr std::size_t kLineBytesMax = 107;
/// Room for two addresses and for extensions, which are skipped.
constexpr std::size_t kBlockBytesMax = 1024;

constexpr std::uint8_t kLocalCommand = 0x20;
constexpr std::uint8_t kProxyCommand = 0x21;
constexpr std::uint8_t kTcp4 = 0x11;
constexpr std::uint8_t kTcp6 = 0x21;

Task<void> read_exactly(ip::tcp::socket& socket, asio::mutable_buffer buffer) {
    co_await asio::async_read(socket, buffer, asio::use_awaitable);
}

Task<std::optional<ProxyHeader>> read_line(ip::tcp::socket& socket, std::string line) {
    while (!line.ends_with("\r\n")) {
        if (line.size() == kLineBytesMax) co_return std::nullopt;
        // Byte by byte: what follows the line belongs to TLS or HTTP.
        char next = 0;
        co_await read_exactly(socket, asio::buffer(&next, 1));
        line += next;
    }
    co_return parse_proxy_line(std::string_view(line).substr(0, line.size() - 2));
}

Task<std::optional<ProxyHeader>> read_block(ip::tcp::socket& socket) {
    std::array<std::uint8_t, 4> head{};
    co_await read_exactly(socket, asio::buffer(head));
    const std::size_t length = std::size_t{head[2]} << 8 | head[3];
    if (length > kBlockBytesMax) co_return std::nullopt;
    std::vector<std::uint8_t> payload(length);
    co_await read_exactly(socket, asio::buffer(payload));
    co_return parse_proxy_block(head[0], head[1], payload);
}

template <class Address>
std::optional<ProxyHeader> source_address(std::span<const std::uint8_t> payload) {
    typename Address::bytes_type bytes;
    constexpr std::size_t kPorts = 4;
    if (payload.size() < 2 * bytes.size() + kPorts) return std::nullopt;
    std::copy_n(payload.begin(), bytes.size(), bytes.begin());
    return ProxyHeader{plain_address(ip::address(Address(bytes)))};
}

}  // namespace

std::optional<ProxyHeader> parse_proxy_line(std::string_view line) {
    std::vector<std::string> words;
    for (const auto word : line | std::views::split(' ')) words.emplace_back(word.begin(), word.end());
    if (words.size() < 2 || words[0] != "PROXY") return std::nullopt;
    if (words[1] == "UNKNOWN") return ProxyHeader{};
    if (words.size() != 6) return std::nullopt;
    boost::system::error_code error;
    const auto client = ip::make_address(words[2], error);
    if (error || words[1] != (client.is_v4() ? "TCP4" : "TCP6")) return std::nullopt;
    return ProxyHeader{plain_address(client)};
}

std::optional<ProxyHeader> parse_proxy_block(std::uint8_t command, std::uint8_t family,
                                             std::span<const std::uint8_t> payload) {
    if (command == kLocalCommand) return ProxyHeader{};
    if (command != kProxyCommand) return std::nullopt;
    if (family == kTcp4) return source_address<ip::address_v4>(payload);
    if (family == kTcp6) return source_address<ip::address_v6>(payload);
    // A family that is not of the internet, such as a Unix socket: the proxy knows no address.
    return ProxyHeader{};
}

Task<std::optional<ProxyHeader>> read_proxy_header(ip::tcp::socket& socket) {
    // Both versions are at least as long as this.
    std::string start(kSignature.size(), '\0');
    co_await read_exactly(socket, asio::buffer(start));
    if (start == kSignature) co_return co_await read_block(socket);
    if (start.starts_with(kLineStart)) co_return co_await read_line(socket, std::move(start));
    co_return std::nullopt;
}

}  // namespace fairgate::http
