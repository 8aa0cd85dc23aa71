#pragma once

#include "base/suspend.hpp"
#include "base/timeline.hpp"
#include "rehearsal/answer.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <deque>
#include <list>
#include <memory>

namespace fairgate::rehearsal {

/// How the fans of one thread reach the server.
struct ConnectionRules {
    boost::asio::ip::tcp::endpoint server;
    std::size_t connections_max = 1'000;
    /// On loopback: how many addresses of this machine (127.0.0.1, 127.0.0.2, ...) the fans have, so that the
    /// server sees as many clients and no address runs out of ports. Elsewhere 1.
    unsigned addresses = 1;
    /// What takes longer is given up.
    std::chrono::microseconds answer_max = std::chrono::seconds{30};
};

/// The connections of one thread's fans. A request takes a free one of its fan's address, else opens one;
/// when there may be no more, it takes any, or waits. Used on one executor only. Nothing must be under way
/// when it is destroyed.
class Connections {
  public:
    Connections(asio::any_io_executor executor, ConnectionRules rules, const Timeline& timeline);
    ~Connections();
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;

    /// Sends the bytes of one request from the address of that number, and reads the answer to it. Throws
    /// only when cancelled.
    Task<Answer> exchange(unsigned address, std::string request);

    /// Gives up what takes too long, and closes what the server is about to. Until cancelled.
    Task<void> keep_watch();

    std::size_t opened() const { return opened_; }
    /// Requests that had to wait for a connection.
    std::size_t waits() const { return waits_; }

  private:
    struct Connection;
    using ConnectionPtr = std::unique_ptr<Connection>;
    using Free = std::vector<ConnectionPtr>;

    Task<ConnectionPtr> take(unsigned address);
    ConnectionPtr take_free(Free& free);
    ConnectionPtr take_any_free();
    void give_back(ConnectionPtr connection);
    void drop(ConnectionPtr connection);
    void wake_one();
    boost::system::error_code bind(Connection& connection) const;
    Task<Answer> send(Connection& connection, std::string request);
    Task<Answer> read(Connection& connection);
    void close_idle(std::chrono::microseconds now);

    asio::any_io_executor executor_;
    const ConnectionRules rules_;
    const Timeline& timeline_;
    /// By address; the one used last is at the back.
    std::vector<Free> free_;
    /// With a request under way.
    std::list<Connection*> busy_;
    std::deque<Resume<bool>> waiting_;
    std::size_t open_ = 0;
    std::size_t next_to_take_ = 0;
    std::size_t opened_ = 0;
    std::size_t waits_ = 0;
};

}  // namespace fairgate::rehearsal
