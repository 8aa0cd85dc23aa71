#pragma once

#include "adapters/rabbitmq/consumer.hpp"
#include "adapters/rabbitmq/publisher.hpp"
#include "base/clock.hpp"
#include "base/task_group.hpp"

namespace fairgate::rabbitmq {

struct BusSettings {
    ConnectionSettings connection;
    /// What the names of exchanges and queues begin with.
    std::string prefix = "fairgate";
    DeliveryRules rules;
};

/// The bus on a RabbitMQ broker: a quorum queue for each subscription, shared by all nodes. Handlers run in
/// this process, on the executor given to `start`; the broker is spoken to on two threads. While it is away
/// `publish` throws at once, and what was being handled comes again.
///
/// Lives as long as the server. Stop it before the executor ends.
class RabbitBus final : public MessageBus {
  public:
    /// How long a message that failed waits to be put aside while that fails too.
    static constexpr std::chrono::seconds kPutAsidePause{1};

    RabbitBus(BusSettings settings, Clock& clock, Random& random);

    /// Before `start`.
    void subscribe(Subscription subscription);
    /// Messages can be published with this delay; before `start`.
    void add_delay(std::chrono::milliseconds delay) { topology_.add_pause(delay); }
    /// Called on some thread whenever the broker can be reached; before `start`.
    void on_connected(std::function<void()> tell) { on_connected_ = std::move(tell); }
    void start(asio::any_io_executor executor);
    /// Instead of `start`, on a node that handles nothing.
    void start_publishing() { publisher_.start(); }

    Task<std::vector<PublishOutcome>> publish(std::vector<Message> messages) override;
    /// To the queue of the subscription `queue` alone, after `delay`, which must have been added.
    Task<std::vector<PublishOutcome>> publish_later(std::string queue, Message message,
                                                    std::chrono::milliseconds delay);

    /// Takes no more messages and lets handlers that run finish; breaks them off after `limit`.
    Task<void> drain(std::chrono::milliseconds limit);
    /// Ends the threads; acknowledges first what was handled. Blocks; call when drained.
    void stop();

    /// Since the start, for metrics.
    bool is_connected() const {
        return publisher_.is_connected() && (!is_consuming_ || consumer_.is_connected());
    }
    const Publisher::Counts& counts() const { return publisher_.counts(); }
    std::uint64_t consumed() const { return consumer_.consumed(); }
    std::uint64_t retries() const { return retries_; }
    std::uint64_t dead() const { return dead_; }
    /// "RabbitMQ at broker.example:5672".
    std::string where() const { return settings_.connection.address.text(); }

  private:
    Task<bool> joined();
    Task<void> handle(std::size_t subscription, Envelope envelope, Receipt receipt);
    Outgoing after_failure(const std::string& queue, Envelope envelope, bool poison, std::string reason);
    Task<void> put_aside(Outgoing outgoing, Receipt receipt);
    Task<bool> try_publish(Outgoing outgoing);

    const BusSettings settings_;
    Clock& clock_;
    Topology topology_;
    std::vector<Subscription> subscriptions_;
    std::function<void()> on_connected_;
    asio::any_io_executor executor_;
    std::atomic<bool> is_consuming_ = false;
    TaskGroup handling_{"message handlers"};
    std::atomic<std::uint64_t> retries_ = 0;
    std::atomic<std::uint64_t> dead_ = 0;
    Publisher publisher_;
    Consumer consumer_;
};

}  // namespace fairgate::rabbitmq
