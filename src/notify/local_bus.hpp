#pragma once

#include "base/clock.hpp"
#include "base/task_group.hpp"
#include "notify/delivery_rules.hpp"
#include "notify/delivery_store.hpp"
#include "notify/wake_up.hpp"

#include <atomic>

namespace fairgate {

/// The bus without a broker: its queues are rows of the store, its consumers run in this process.
///
/// Lives as long as the server. `publish` may be called from any thread.
class LocalBus final : public MessageBus {
  public:
    /// `workers` runs the consumers; shutdown cancels and joins it before the bus is destroyed.
    LocalBus(DeliveryStore& store, Clock& clock, Random& random, TaskGroup& workers, DeliveryRules rules)
        : store_(store), clock_(clock), random_(random), workers_(workers), rules_(rules) {}

    /// Before `start`.
    void subscribe(Subscription subscription) { subscriptions_.push_back(std::move(subscription)); }
    void start(asio::any_io_executor executor);

    Task<std::vector<PublishOutcome>> publish(std::vector<Message> messages) override;

    /// Since the start, for metrics.
    std::uint64_t retries() const { return retries_; }
    std::uint64_t dead() const { return dead_; }

  private:
    Task<void> consume(std::size_t subscription);
    Task<bool> consume_one(std::size_t subscription);
    Task<void> handle(const MessageHandler& handler, Delivery delivery);
    Task<void> failed(Delivery delivery, std::string reason, bool poison);

    DeliveryStore& store_;
    Clock& clock_;
    Random& random_;
    TaskGroup& workers_;
    DeliveryRules rules_;
    std::vector<Subscription> subscriptions_;
    WakeUp published_;
    std::atomic<std::uint64_t> retries_ = 0;
    std::atomic<std::uint64_t> dead_ = 0;
};

}  // namespace fairgate
