#include "http/proxy_protocol.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace fairgate::http {
namespace {

/// The client's address, "-" when the proxy names none, "refused" when the header is not acceptable.
std::string told(const std::optional<ProxyHeader>& header) {
    if (!header) return "refused";
    return header->client ? header->client->to_string() : "-";
}

TEST(ProxyProtocol, ReadsLinesOfVersionOne) {
    EXPECT_EQ(told(parse_proxy_line("PROXY TCP4 203.0.113.9 10.0.0.1 56324 443")), "203.0.113.9");
    EXPECT_EQ(told(parse_proxy_line("PROXY TCP6 2001:db8::9 2001:db8::1 56324 443")), "2001:db8::9");
    EXPECT_EQ(told(parse_proxy_line("PROXY UNKNOWN")), "-");
    EXPECT_EQ(told(parse_proxy_line("PROXY UNKNOWN 1 2 3 4")), "-");
}

TEST(ProxyProtocol, RefusesOtherLines) {
    for (const char* line : {"", "PROXY", "PROXY TCP4 203.0.113.9", "PROXY TCP6 203.0.113.9 10.0.0.1 1 2",
                             "PROXY TCP4 nobody 10.0.0.1 1 2", "PROXY TCP4 203.0.113.9 10.0.0.1 1 2 3",
                             "proxy TCP4 203.0.113.9 10.0.0.1 1 2", "GET / HTTP/1.1"}) {
        EXPECT_EQ(told(parse_proxy_line(line)), "refused") << line;
    }
}

TEST(ProxyProtocol, ReadsBlocksOfVersionTwo) {
    const std::vector<std::uint8_t> four{203, 0, 113, 9, 10, 0, 0, 1, 0xdc, 4, 1, 187};
    EXPECT_EQ(told(parse_proxy_block(0x21, 0x11, four)), "203.0.113.9");
    auto extended = four;
    extended.insert(extended.end(), {4, 0, 1, 0});
    EXPECT_EQ(told(parse_proxy_block(0x21, 0x11, extended)), "203.0.113.9");
    std::vector<std::uint8_t> six(36, 0);
    six[0] = 0x20, six[1] = 0x01, six[15] = 9;
    EXPECT_EQ(told(parse_proxy_block(0x21, 0x21, six)), "2001::9");
    EXPECT_EQ(told(parse_proxy_block(0x20, 0x00, {})), "-");
    EXPECT_EQ(told(parse_proxy_block(0x21, 0x31, {})), "-");
}

TEST(ProxyProtocol, RefusesOtherBlocks) {
    const std::array<std::uint8_t, 11> short_by_one{};
    EXPECT_EQ(told(parse_proxy_block(0x21, 0x11, short_by_one)), "refused");
    EXPECT_EQ(told(parse_proxy_block(0x21, 0x21, short_by_one)), "refused");
    EXPECT_EQ(told(parse_proxy_block(0x11, 0x11, {})), "refused");
    EXPECT_EQ(told(parse_proxy_block(0x22, 0x11, {})), "refused");
}

}  // namespace
}  // namespace fairgate::http
