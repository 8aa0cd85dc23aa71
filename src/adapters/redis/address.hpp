#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace fairgate::redis {

/// One server: a host and a port, or the path of a unix socket.
struct Endpoint {
    std::string host;
    unsigned short port = 6379;
    /// When not empty, the rest does not count.
    std::string socket = {};

    auto operator<=>(const Endpoint&) const = default;
    /// "db.example:6379".
    std::string text() const;
};

/// Where Redis is and how to log in there.
struct Address {
    enum class Kind {
        /// One server.
        single,
        /// `endpoints` are sentinels, which know where the master called `master` is.
        sentinel,
        /// `endpoints` are some servers of a cluster.
        cluster,
    };

    Kind kind = Kind::single;
    std::vector<Endpoint> endpoints;
    std::string user;
    std::string password;
    int database = 0;
    std::string master;

    /// For messages: without user and password.
    std::string text() const;
};

/// Reads "redis://[[user]:password@]host[:port][/database]", "redis+socket:///path",
/// "redis+sentinel://[[user]:password@]host[:port][,...]/master[/database]" or
/// "redis+cluster://[[user]:password@]host[:port][,...]". Throws BadAddress, whose text has no password in
/// it.
Address parse_address(std::string_view url);

}  // namespace fairgate::redis
