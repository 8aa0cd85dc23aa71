#pragma once

#include "adapters/rabbitmq/connection.hpp"
#include "notify/delivery_rules.hpp"

namespace fairgate::rabbitmq {

/// What Fairgate keeps on a broker, under names that begin with `prefix`:
///
///   exchange fairgate               topics, to the queue of each subscription
///   queue    fairgate.queue.NAME    of the subscription NAME
///   queue    fairgate.wait.MS       where a message waits MS milliseconds before it goes to the queue that
///   its
///                                   routing key names; behind the exchange of the same name
///   queue    fairgate.dead          dead letters of all queues
///
/// All of it is durable and replicated, and declared by whoever connects. The broker refuses to declare a
/// queue with other arguments than it has: whoever changes those gives it another name.
class Topology {
  public:
    static constexpr std::size_t kPausesMax = 16;

    Topology(std::string prefix, const DeliveryRules& rules);

    /// Before anybody connects.
    void add_queue(std::string name, std::string topic);
    void add_pause(std::chrono::milliseconds pause);

    void declare(Connection& connection, Channel channel) const;
    void declare_dead(Connection& connection, Channel channel) const;

    /// To every queue of its topic.
    Outgoing to_subscribers(Message message) const;
    /// To the queue of the subscription `name`.
    Outgoing to_queue(const std::string& name, Message message) const;
    /// Back to the queue `name`, after a pause that grows with the attempts.
    Outgoing to_next_attempt(const std::string& name, Envelope envelope) const;
    /// To the queue `name` when `pause` is over, which must have been added.
    Outgoing to_later(const std::string& name, Message message, std::chrono::milliseconds pause) const;
    Outgoing to_the_dead(Envelope envelope) const;

    std::string queue(const std::string& name) const;
    std::string dead_queue() const;
    /// After so many failed attempts.
    std::chrono::milliseconds pause_after(std::uint32_t attempts) const;

  private:
    struct Bound {
        std::string name;
        std::string topic;
    };

    std::string wait(std::chrono::milliseconds pause) const;
    void declare_wait(Connection& connection, Channel channel, std::chrono::milliseconds pause) const;

    const std::string prefix_;
    const std::uint32_t attempts_max_;
    /// Between attempts, growing.
    std::vector<std::chrono::milliseconds> pauses_;
    std::vector<std::chrono::milliseconds> more_pauses_;
    std::vector<Bound> queues_;
};

}  // namespace fairgate::rabbitmq
