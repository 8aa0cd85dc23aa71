#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace fairgate::rehearsal {

/// The server that is played against.
struct Target {
    std::string host;
    std::string port;

    /// "tickets.example:8080", as the Host header wants it.
    std::string authority() const;
};

/// Takes http://HOST, with a port or without. Otherwise says what is wrong, for people.
std::expected<Target, std::string> parse_target(std::string_view url);

/// What decides whether a server may be played against.
struct TargetFacts {
    /// All its addresses are this machine's own.
    bool is_loopback = false;
    /// It takes test cards: no real money moves.
    bool is_test = false;
};

/// What the operator has said; each of them alone is not enough.
struct Consent {
    bool target_is_mine = false;
    bool it_may_break = false;
};

/// Why this server is left alone, for people; empty when it may be played against.
std::string refusal(const Target& target, TargetFacts facts, Consent consent);

bool all_loopback(const std::vector<boost::asio::ip::tcp::endpoint>& addresses);

}  // namespace fairgate::rehearsal
