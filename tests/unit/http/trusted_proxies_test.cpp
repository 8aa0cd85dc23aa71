#include "http/trusted_proxies.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace fairgate::http {
namespace {

using boost::asio::ip::make_address;

std::string client(const TrustedProxies& proxies, const char* peer, std::vector<std::string_view> lines) {
    return proxies.client_of(make_address(peer), lines).to_string();
}

TEST(TrustedProxies, KnowAddressesAndNetworks) {
    const TrustedProxies proxies({"10.0.0.0/8", "192.0.2.7", "fd00::/8"});
    EXPECT_TRUE(proxies.contains(make_address("10.255.0.1")));
    EXPECT_TRUE(proxies.contains(make_address("192.0.2.7")));
    EXPECT_TRUE(proxies.contains(make_address("fd12::1")));
    EXPECT_TRUE(proxies.contains(make_address("::ffff:10.0.0.1")));
    EXPECT_FALSE(proxies.contains(make_address("11.0.0.1")));
    EXPECT_FALSE(proxies.contains(make_address("192.0.2.8")));
    EXPECT_FALSE(proxies.contains(make_address("fe80::1")));
    EXPECT_FALSE(TrustedProxies().contains(make_address("127.0.0.1")));
}

TEST(TrustedProxies, RefuseWhatIsNoNetwork) {
    for (const char* text :
         {"", "proxy.example.org", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "fd00::/129"}) {
        EXPECT_THROW(TrustedProxies({text}), std::invalid_argument) << text;
    }
}

TEST(TrustedProxies, TakeTheLastAddressThatIsNotTheirs) {
    const TrustedProxies proxies({"10.0.0.0/8"});
    EXPECT_EQ(client(proxies, "10.0.0.1", {"203.0.113.9"}), "203.0.113.9");
    EXPECT_EQ(client(proxies, "10.0.0.1", {"203.0.113.9, 10.0.0.2"}), "203.0.113.9");
    EXPECT_EQ(client(proxies, "10.0.0.1", {"203.0.113.9", "10.0.0.2"}), "203.0.113.9");
    EXPECT_EQ(client(proxies, "10.0.0.1", {"::ffff:203.0.113.9"}), "203.0.113.9");
}

TEST(TrustedProxies, TakeAnAddressWithItsPort) {
    const TrustedProxies proxies({"10.0.0.0/8", "fd00::/8"});
    EXPECT_EQ(client(proxies, "10.0.0.1", {"203.0.113.9:1234"}), "203.0.113.9");
    EXPECT_EQ(client(proxies, "10.0.0.1", {"203.0.113.9:1234, 10.0.0.2:5"}), "203.0.113.9");
    EXPECT_EQ(client(proxies, "10.0.0.1", {"[2001:db8::1]:1234"}), "2001:db8::1");
    EXPECT_EQ(client(proxies, "10.0.0.1", {"[2001:db8::1]"}), "2001:db8::1");
    EXPECT_EQ(client(proxies, "10.0.0.1", {"2001:db8::1"}), "2001:db8::1");
    for (const char* nonsense : {"[", "[]", ":", "[2001:db8::1", "203.0.113.9:1:2"}) {
        EXPECT_EQ(client(proxies, "10.0.0.1", {nonsense}), "10.0.0.1") << nonsense;
    }
}

TEST(NetworkOf, IsWhatOneCustomerHas) {
    EXPECT_EQ(network_of(make_address("203.0.113.9")), "203.0.113.9");
    EXPECT_EQ(network_of(make_address("::ffff:203.0.113.9")), "203.0.113.9");
    EXPECT_EQ(network_of(make_address("2001:db8:1:2:3:4:5:6")), "2001:db8:1:2::/64");
    EXPECT_EQ(network_of(make_address("2001:db8:1:2::1")), "2001:db8:1:2::/64");
    EXPECT_EQ(network_of(make_address("2001:db8:1:3::1")), "2001:db8:1:3::/64");
    EXPECT_EQ(network_of(make_address("fe80::1%1")), "fe80::/64");
}

TEST(TrustedProxies, BelieveNothingThatAClientCouldHaveWritten) {
    const TrustedProxies proxies({"10.0.0.0/8"});
    EXPECT_EQ(client(proxies, "203.0.113.9", {"198.51.100.1"}), "203.0.113.9");
    EXPECT_EQ(client(proxies, "10.0.0.1", {"198.51.100.1, 203.0.113.9"}), "203.0.113.9");
    EXPECT_EQ(client(proxies, "10.0.0.1", {"198.51.100.1", "203.0.113.9"}), "203.0.113.9");
    EXPECT_EQ(client(proxies, "10.0.0.1", {"198.51.100.1, nonsense"}), "10.0.0.1");
    EXPECT_EQ(client(proxies, "10.0.0.1", {""}), "10.0.0.1");
    EXPECT_EQ(client(proxies, "10.0.0.1", {}), "10.0.0.1");
}

}  // namespace
}  // namespace fairgate::http
