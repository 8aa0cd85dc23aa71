#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fairgate::http {

/// `address` with an IPv4 address that is mapped into IPv6 written as IPv4: one client has one form.
boost::asio::ip::address plain_address(const boost::asio::ip::address& address);

/// Whom limits count `address` for, as text: an IPv4 address itself, of IPv6 the /64 that it lies in. One
/// customer has all 2^64 of those.
std::string network_of(const boost::asio::ip::address& address);

/// The proxies whose word on where a request came from is taken. Empty: nobody's.
class TrustedProxies {
  public:
    TrustedProxies() = default;

    /// Addresses and networks such as "10.0.0.7", "10.0.0.0/8", "fd00::/8". Throws std::invalid_argument with
    /// the first text that is neither.
    explicit TrustedProxies(const std::vector<std::string>& networks);

    bool contains(const boost::asio::ip::address& address) const;

    /// Who sent a request that `peer` handed over: the last address in the X-Forwarded-For lines that is not
    /// a trusted proxy's, with or without its port. What stands before it was written by the client and is
    /// not believed.
    boost::asio::ip::address client_of(const boost::asio::ip::address& peer,
                                       std::span<const std::string_view> forwarded_for) const;

  private:
    /// IPv4 networks are kept as the part of IPv6 that they are mapped to.
    std::vector<boost::asio::ip::network_v6> networks_;
};

}  // namespace fairgate::http
