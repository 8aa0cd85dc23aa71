#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/task_group.hpp"
#include "http/access_log.hpp"
#include "http/dispatcher.hpp"
#include "http/limits.hpp"
#include "http/response_head.hpp"
#include "http/tls.hpp"
#include "http/trusted_proxies.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fairgate::http {

class Connection;

/// Hears of every answered request, for metrics.
using RequestObserver = std::function<void(const AccessRecord&)>;

/// What stands between clients and this server, and how they reach it.
struct Edge {
    TrustedProxies proxies;
    /// Connections of trusted proxies begin with a header of the PROXY protocol.
    bool proxy_protocol = false;
    /// Null for plain HTTP.
    std::shared_ptr<TlsIdentity> tls;
    /// Browsers come by https, to us or to a proxy.
    bool https = false;
    OutsideOrigins outside;
};

/// Accepts connections on one address and spreads them over event loops, one thread each.
///
/// Lives as long as the loops; `drain` before they end.
class Server {
  public:
    struct Parts {
        Dispatcher& dispatcher;
        Clock& clock;
        Random& random;
        AccessLog& access_log;
        RequestObserver observer;
        OverloadControl& overload;
        /// Empty where nodes count requests each for itself.
        ShareRequests share_requests;
    };

    Server(std::vector<asio::io_context*> loops, Parts parts, Limits limits, Edge edge);
    ~Server();

    /// Takes `address`:`port`; port 0 takes a free one. Throws system_error with what to tell the operator
    /// when the address is in use or not ours.
    void bind(const std::string& address, unsigned short port);

    /// Lets clients in there. Throws as `bind` does.
    void listen();

    /// The address that is listened on.
    asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

    /// Stops accepting, lets requests under way finish within the limit, ends streams and idle connections.
    Task<void> drain();

    std::size_t connections() const { return connections_; }
    const Limits& limits() const { return limits_; }

  private:
    friend class Connection;

    Task<void> accept();
    void accept_waiting();
    std::size_t next_loop() const { return greeted_ % loops_.size(); }
    Task<void> sweep(std::size_t loop);
    Task<void> watch(std::size_t loop);
    Task<void> share(std::string client, std::uint32_t requests);
    void greet(asio::ip::tcp::socket socket, std::size_t loop);

    struct Loop;

    Parts parts_;
    Limits limits_;
    Edge edge_;
    const std::string security_headers_;
    ClientLimits clients_;
    std::vector<std::unique_ptr<Loop>> loops_;
    asio::ip::tcp::acceptor acceptor_;
    /// For the one that accepts.
    std::size_t greeted_ = 0;
    TaskGroup background_{"http server"};
    TaskGroup serving_{"http connections"};
    std::atomic<std::size_t> connections_ = 0;
    std::atomic<bool> draining_ = false;
};

}  // namespace fairgate::http
