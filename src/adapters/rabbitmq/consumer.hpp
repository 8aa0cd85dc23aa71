#pragma once

#include "adapters/rabbitmq/link.hpp"
#include "adapters/rabbitmq/topology.hpp"

#include <mutex>

namespace fairgate::rabbitmq {

/// What acknowledges a message: good for the connection that it came on alone.
struct Receipt {
    std::uint64_t connection = 0;
    Channel channel = 0;
    std::uint64_t tag = 0;
};

/// Takes messages from queues, a few of each at a time, and hands them out until each is acknowledged. What
/// is not acknowledged when a connection ends comes again.
///
/// Thread-safe.
class Consumer final : LinkUser {
  public:
    /// `subscription` counts from 0 in the order of `queues`. Called on the consumer's thread.
    using Receive = std::function<void(std::size_t subscription, Envelope envelope, Receipt receipt)>;

    Consumer(const Topology& topology, ConnectionSettings settings, Random& random, std::uint16_t prefetch,
             Receive receive);
    ~Consumer() override { stop(); }

    /// Before `start`.
    void add(const std::string& subscription) { subscriptions_.push_back(subscription); }
    void start() { link_.start(); }
    /// From now on nothing is handed out.
    void pause() { is_paused_ = true; }
    /// Sends the acknowledgements that wait. Blocks.
    void stop() { link_.stop(); }

    /// The message is dealt with. One whose connection is gone comes again all the same.
    void ack(Receipt receipt);
    /// Whether an acknowledgement can still arrive.
    bool is_current(const Receipt& receipt) const;

    bool is_connected() const { return link_.is_connected(); }
    std::uint64_t consumed() const { return consumed_; }

  private:
    void connected(Connection& connection) override;
    void work(Connection& connection) override;
    void happened(Connection& connection, Event event) override;
    void lost(const std::string& why) override;

    const Topology& topology_;
    const std::uint16_t prefetch_;
    Receive receive_;
    std::vector<std::string> subscriptions_;
    std::atomic<bool> is_paused_ = false;
    std::atomic<std::uint64_t> consumed_ = 0;

    mutable std::mutex mutex_;
    /// Counts connections; odd while there is one.
    std::uint64_t connection_ = 0;
    /// Of the present connection. As many as the prefetch allows.
    std::vector<Receipt> acks_;
    Link link_;
};

}  // namespace fairgate::rabbitmq
