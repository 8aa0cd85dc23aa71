#include "http/server.hpp"

#include "base/stopwatch.hpp"
#include "http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <set>

namespace fairgate::http {
namespace {

using asio::ip::tcp;
constexpr auto kAsResult = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kSweepPause{1};
constexpr std::chrono::milliseconds kLookPause{20};
constexpr std::chrono::milliseconds kDrainPause{10};
constexpr std::chrono::milliseconds kAcceptRetryPause{50};
constexpr int kAcceptsAtOnce = 64;

}  // namespace

/// An event loop and the connections that live on it; touched on its thread only.
struct Server::Loop {
    asio::io_context& context;
    std::set<Connection*> connections;
};

namespace {

/// Keeps a connection among those that its loop sweeps: not a moment longer than it lives, whatever ends it.
class Registration {
  public:
    Registration(std::set<Connection*>& connections, Connection* connection)
        : connections_(connections), connection_(connection) {
        connections_.insert(connection_);
    }
    ~Registration() { connections_.erase(connection_); }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

  private:
    std::set<Connection*>& connections_;
    Connection* const connection_;
};

Task<void> serve(std::unique_ptr<Connection> connection, std::set<Connection*>& connections) {
    const Registration registration(connections, connection.get());
    try {
        co_await connection->run();
    } catch (const boost::system::system_error&) {
        // The client left in the middle, or a deadline closed the socket.
    } catch (const std::exception& error) {
        // A stream's source failed: its reader comes again, and no other connection is to suffer for it.
        spdlog::warn("a connection is given up: {}", error.what());
    }
}

}  // namespace

Server::Server(std::vector<asio::io_context*> loops, Parts parts, Limits limits, Edge edge)
    : parts_(std::move(parts)),
      limits_(limits),
      edge_(std::move(edge)),
      security_headers_(security_headers(edge_.outside, edge_.https)),
      clients_(limits_, static_cast<bool>(parts_.share_requests)),
      acceptor_(*loops.front()) {
    for (auto* loop : loops) loops_.push_back(std::make_unique<Loop>(Loop{*loop, {}}));
}

Server::~Server() = default;

void Server::bind(const std::string& address, unsigned short port) {
    const tcp::endpoint endpoint(asio::ip::make_address(address), port);
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.bind(endpoint);
}

void Server::listen() {
    acceptor_.listen(asio::socket_base::max_listen_connections);
    acceptor_.non_blocking(true);
    background_.spawn(acceptor_.get_executor(), accept());
    for (std::size_t i = 0; i < loops_.size(); ++i) {
        background_.spawn(loops_[i]->context.get_executor(), sweep(i));
        background_.spawn(loops_[i]->context.get_executor(), watch(i));
    }
}

Task<void> Server::accept() {
    for (;;) {
        const std::size_t loop = next_loop();
        auto [error, socket] = co_await acceptor_.async_accept(loops_[loop]->context, kAsResult);
        if (!error) {
            greet(std::move(socket), loop);
            accept_waiting();
            continue;
        }
        if (error == asio::error::operation_aborted || !acceptor_.is_open()) co_return;
        // Out of file descriptors, most likely: those who leave free some.
        spdlog::warn("accepting a connection failed: {}", error.message());
        co_await parts_.clock.sleep_for(kAcceptRetryPause);
    }
}

/// Who waits to be accepted waits for nothing else: one a turn of a loop that has much to do would be far too
/// slow.
void Server::accept_waiting() {
    for (int i = 0; i < kAcceptsAtOnce; ++i) {
        const std::size_t loop = next_loop();
        boost::system::error_code error;
        tcp::socket socket = acceptor_.accept(loops_[loop]->context, error);
        if (error) return;
        greet(std::move(socket), loop);
    }
}

void Server::greet(tcp::socket socket, std::size_t loop) {
    boost::system::error_code error;
    const auto remote = socket.remote_endpoint(error);
    if (error) return;
    const auto client = plain_address(remote.address());
    // A proxy's connections are its clients' and not counted as its own.
    const bool counted = !edge_.proxies.contains(client);
    // Beyond the limits the socket is closed unread: an answer would cost what the limit is to save.
    if (connections_ >= limits_.connections_max) return;
    if (counted && !clients_.connected(network_of(client), parts_.clock.now())) return;
    ++connections_;
    ++greeted_;
    socket.set_option(tcp::no_delay(true), error);
    auto connection = std::make_unique<Connection>(*this, std::move(socket), client, counted);
    serving_.spawn(loops_[loop]->context.get_executor(),
                   serve(std::move(connection), loops_[loop]->connections));
}

Task<void> Server::share(std::string client, std::uint32_t requests) {
    const auto left = co_await parts_.share_requests(client, requests);
    clients_.shared(client, left, parts_.clock.now());
}

Task<void> Server::sweep(std::size_t loop) {
    for (;;) {
        co_await parts_.clock.sleep_for(kSweepPause);
        const auto now = parts_.clock.now();
        for (auto* connection : loops_[loop]->connections) connection->sweep(now);
        if (loop == 0) parts_.access_log.flush();
    }
}

/// How late a loop hears of a byte is how long a request that has just come waits for its turn: behind all
/// connections that something has come for. A timer would not stand in that line.
Task<void> Server::watch(std::size_t loop) {
    asio::local::stream_protocol::socket near(loops_[loop]->context);
    asio::local::stream_protocol::socket far(loops_[loop]->context);
    asio::local::connect_pair(near, far);
    char byte = 0;
    Timestamp last_step = parts_.clock.now();
    for (;;) {
        const Stopwatch stopwatch;
        co_await parts_.clock.sleep_for(kLookPause);
        near.write_some(asio::buffer(&byte, 1));
        co_await far.async_read_some(asio::buffer(&byte, 1), asio::use_awaitable);
        parts_.overload.loop_was_late(stopwatch.elapsed() - kLookPause);
        const auto since = parts_.clock.now() - last_step;
        // A clock that was set back must not hold the steps up.
        if (loop != 0 || (since.count() >= 0 && since < OverloadControl::kStep)) continue;
        last_step = parts_.clock.now();
        parts_.overload.step();
    }
}

Task<void> Server::drain() {
    draining_ = true;
    background_.cancel();
    asio::post(acceptor_.get_executor(), [this] {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
    });
    for (auto& loop : loops_) {
        asio::post(loop->context, [&connections = loop->connections] {
            for (auto* connection : connections) connection->drain();
        });
    }
    const auto deadline = parts_.clock.now() + limits_.drain_max;
    while (serving_.size() > 0 && parts_.clock.now() < deadline) co_await parts_.clock.sleep_for(kDrainPause);
    serving_.cancel();
    co_await serving_.join();
    co_await background_.join();
}

}  // namespace fairgate::http
