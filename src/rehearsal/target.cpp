#include "rehearsal/target.hpp"

#include <boost/url/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace fairgate::rehearsal {
namespace {

bool is_port(const std::string& text) {
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto [parsed, error] = std::from_chars(text.data(), end, port);
    return error == std::errc{} && parsed == end && port > 0;
}

}  // namespace

std::string Target::authority() const {
    const bool is_v6 = host.contains(':');
    return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", host, is_v6 ? "]" : "", port);
}

std::expected<Target, std::string> parse_target(std::string_view url) {
    const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
    if (!parsed || parsed->host_address().empty()) {
        return std::unexpected(fmt::format("'{}' is no address such as http://127.0.0.1:8080", url));
    }
    if (parsed->scheme_id() == boost::urls::scheme::https) {
        return std::unexpected("fans speak http: name the server itself, not the TLS in front of it");
    }
    const bool has_more = (!parsed->path().empty() && parsed->path() != "/") || parsed->has_query() ||
                          parsed->has_fragment() || parsed->has_userinfo();
    if (parsed->scheme_id() != boost::urls::scheme::http || has_more) {
        return std::unexpected(fmt::format("'{}' must be http://HOST:PORT and nothing more", url));
    }
    const std::string port(parsed->has_port() ? parsed->port() : "80");
    if (!is_port(port)) return std::unexpected(fmt::format("'{}' has a port that does not exist", url));
    return Target{std::string(parsed->host_address()), port};
}

std::string refusal(const Target& target, TargetFacts facts, Consent consent) {
    if (facts.is_loopback || facts.is_test) return {};
    if (consent.target_is_mine && consent.it_may_break) return {};
    return fmt::format(
        "{} is neither on this machine nor a test server (one with the test payment provider): the fans "
        "could take away seats, and more than that, from people. If it is yours and may break, say both: "
        "--target-is-mine --it-may-break",
        target.authority());
}

bool all_loopback(const std::vector<boost::asio::ip::tcp::endpoint>& addresses) {
    return !addresses.empty() && std::ranges::all_of(addresses, [](const auto& endpoint) {
        return endpoint.address().is_loopback();
    });
}

}  // namespace fairgate::rehearsal
