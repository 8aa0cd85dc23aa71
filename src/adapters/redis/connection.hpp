#pragma once

#include "adapters/redis/address.hpp"
#include "adapters/redis/reply.hpp"
#include "base/task.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct redisAsyncContext;

namespace fairgate::redis {

using Words = std::vector<std::string>;

/// One connection over hiredis, whose wish to read and write an Asio descriptor fulfils. Commands go out as
/// fast as they come, without waiting for the answers to those before.
///
/// Everything happens on `executor`, a strand. Once lost or closed it is of no use any more.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    /// Empty when the connection was lost before the answer came.
    using OnReply = std::function<void(std::optional<Reply>)>;
    /// What is the matter; called once, after every OnReply has been.
    using OnLost = std::function<void(std::string)>;

    /// `writes` counts how often something was sent, however many commands that was.
    Connection(asio::any_io_executor executor, std::atomic<std::uint64_t>& writes, OnLost lost);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// `endpoint` has the number of a host, not a name.
    void open(const Endpoint& endpoint);
    void send(const Words& words, OnReply done);
    /// Calls `message` with the text of each message that is published there, from now on.
    void subscribe(const std::string& channel, std::function<void(std::string)> message);
    /// Gives it up: answers that are due never come.
    void close(const std::string& why);

  private:
    using Wait = asio::posix::stream_descriptor::wait_type;
    struct Hooks;
    friend struct Hooks;

    void attach();
    void want(Wait what, bool yes);
    void wait(Wait what);
    void detach();

    asio::posix::stream_descriptor descriptor_;
    std::atomic<std::uint64_t>& writes_;
    OnLost lost_;
    std::string why_;
    redisAsyncContext* context_ = nullptr;
    std::function<void(std::string)> message_;
    /// By direction: what hiredis asked for, and whether the descriptor is being waited for.
    struct Direction {
        bool wanted = false;
        bool waiting = false;
    };
    Direction read_;
    Direction write_;
};

}  // namespace fairgate::redis
