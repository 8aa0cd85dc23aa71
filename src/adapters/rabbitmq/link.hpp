#pragma once

#include "adapters/rabbitmq/connection.hpp"
#include "base/backoff.hpp"

#include <atomic>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

namespace fairgate::rabbitmq {

/// What a link is for. Everything is called on the link's thread and may throw BrokerError.
class LinkUser {
  public:
    virtual ~LinkUser() = default;

    /// On a new connection.
    virtual void connected(Connection& connection) = 0;
    /// After each wake-up, and every Link::kLookInterval at the latest.
    virtual void work(Connection& connection) = 0;
    virtual void happened(Connection& connection, Event event) = 0;
    /// The connection is gone, or could not be made. Throws nothing.
    virtual void lost(const std::string& why) = 0;
};

/// A connection to the broker on a thread of its own, made anew whenever it breaks: to another broker where
/// there are several, and with growing pauses while there is none.
class Link {
  public:
    static constexpr std::chrono::milliseconds kLookInterval{500};
    static constexpr Backoff kBackoff{std::chrono::milliseconds{200}, std::chrono::seconds{5}};

    /// `name` is for the log.
    Link(std::string name, ConnectionSettings settings, Random& random, LinkUser& user);
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    void start();
    /// Lets the user work once more, says goodbye and waits for the thread. Blocks; safe to repeat.
    void stop();

    /// Any thread.
    void wake() const;
    bool is_connected() const { return is_connected_; }

  private:
    void run();
    void run_once();
    void serve(Connection& connection);
    void lost(const std::string& why);
    /// Returns after `limit`, or when the link stops.
    void pause(std::chrono::milliseconds limit) const;

    const std::string name_;
    const ConnectionSettings settings_;
    Random& random_;
    LinkUser& user_;
    const int wake_up_;
    std::stop_source stopping_;
    std::atomic<bool> is_connected_ = false;
    std::uint32_t failures_ = 0;
    /// Where the next attempt to connect begins.
    std::size_t next_broker_ = 0;
    std::thread thread_;
};

}  // namespace fairgate::rabbitmq
