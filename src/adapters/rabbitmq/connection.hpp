#pragma once

#include "adapters/rabbitmq/address.hpp"
#include "adapters/rabbitmq/envelope.hpp"

#include <amqp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <variant>
#include <vector>

namespace fairgate::rabbitmq {

/// The broker cannot be reached, refused something, or stopped answering. The connection is of no use any
/// more.
struct BrokerError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct ConnectionSettings {
    Address address;
    /// For one broker.
    std::chrono::milliseconds connect_max = std::chrono::seconds{5};
    /// How long the broker may take to answer a request, or to take what we send.
    std::chrono::milliseconds answer_max = std::chrono::seconds{10};
    /// A broker that is silent for twice as long is gone.
    std::chrono::seconds heartbeat{10};
};

using Channel = std::uint16_t;

/// The broker has messages up to `tag`, or just that one; or it has not (`positive` is false).
struct Confirm {
    std::uint64_t tag = 0;
    bool up_to = false;
    bool positive = true;
};

/// No queue took this message. Comes before its Confirm.
struct Returned {
    std::string exchange;
    std::string routing_key;
    std::string message_id;
};

struct Delivered {
    Channel channel = 0;
    std::uint64_t tag = 0;
    Envelope envelope;
};

/// What was asked for, and how much is left in its queue.
struct Taken : Delivered {
    std::uint32_t left = 0;
};

using Event = std::variant<Confirm, Returned, Delivered>;

/// How a durable queue keeps its messages. The broker passes on to `dead_key` of the default exchange what
/// has outlived `ttl`, or has come back unhandled `deliveries_max` times; it keeps a message until the other
/// queue has it.
struct QueueRules {
    std::chrono::milliseconds ttl{0};
    std::uint32_t deliveries_max = 0;
    bool passes_on = false;
    /// Empty: the key that a message came with.
    std::string dead_key;
};

/// One connection, to a broker or to any of a cluster, opened by the constructor. Everything throws
/// BrokerError. For one thread at a time.
class Connection {
  public:
    /// Messages in a queue at most; the broker refuses more, and they wait where they came from.
    static constexpr std::int32_t kQueueLengthMax = 1'000'000;

    /// Tries the brokers in turn, from the one with index `first` on, until one takes us or `stop` is asked
    /// for.
    explicit Connection(const ConnectionSettings& settings, std::size_t first = 0,
                        const std::stop_token& stop = {});

    /// The index of the broker that took us.
    std::size_t broker() const { return broker_; }
    const Endpoint& endpoint() const { return settings_.address.endpoints[broker_]; }

    void open_channel(Channel channel);
    void declare_exchange(Channel channel, const std::string& name, const char* kind);
    void declare_queue(Channel channel, const std::string& name, const QueueRules& rules);
    void bind(Channel channel, const std::string& queue, const std::string& exchange, const std::string& key);
    void delete_queue(Channel channel, const std::string& name);

    /// From now on the broker confirms what is published on this channel, with tags from 1.
    void select_confirms(Channel channel);
    /// Persistent and mandatory.
    void publish(Channel channel, const Outgoing& outgoing);

    /// Messages of `queue` come as events, `prefetch` at a time.
    void consume(Channel channel, const std::string& queue, std::uint16_t prefetch);
    /// Takes one message, to be acknowledged.
    std::optional<Taken> get(Channel channel, const std::string& queue);
    void ack(Channel channel, std::uint64_t tag);
    /// Gives back everything taken on this channel that was not acknowledged.
    void requeue_all(Channel channel);

    /// What has arrived, without waiting. Also keeps the connection alive: call it every second.
    std::optional<Event> next();
    /// The next event; throws when none comes within `answer_max`.
    Event await_event();
    /// Returns when something may have arrived, when `other` can be read, or after `limit`.
    void wait(std::optional<int> other, std::chrono::milliseconds limit) const;

    /// Says goodbye; what was sent before has been dealt with.
    void close();

  private:
    using State = std::unique_ptr<amqp_connection_state_t_, int (*)(amqp_connection_state_t)>;

    void connect();
    void log_in();
    void await_room() const;
    std::optional<Event> event_of(const amqp_frame_t& frame);
    Envelope read_message(Channel channel);
    void check(const amqp_rpc_reply_t& reply, const char* what) const;
    void check(int status, const char* what) const;
    [[noreturn]] void fail(const char* what, std::string_view why) const;

    const ConnectionSettings settings_;
    std::size_t broker_;
    State state_{nullptr, &amqp_destroy_connection};
};

}  // namespace fairgate::rabbitmq
