#pragma once

#include "base/clock.hpp"
#include "base/task_group.hpp"
#include "notify/delivery_rules.hpp"
#include "notify/delivery_store.hpp"
#include "notify/wake_up.hpp"

#include <atomic>
#include <deque>

namespace fairgate {

/// The bus without a broker: its queues are rows of the store, its consumers run in this process.
///
/// Lives as long as the server. `publish` may be called from any thread.
class LocalBus final : public MessageBus {
  public:
    /// `workers` runs the consumers; shutdown cancels and joins it, then drains the bus.
    LocalBus(DeliveryStore& store, Clock& clock, Random& random, TaskGroup& workers, DeliveryRules rules)
        : store_(store), clock_(clock), random_(random), workers_(workers), rules_(rules) {}

    /// Before `start`.
    void subscribe(Subscription subscription) {
        subscriptions_.push_back(std::move(subscription));
        published_.emplace_back();
    }
    void start(asio::any_io_executor executor);

    Task<std::vector<PublishOutcome>> publish(std::vector<Message> messages) override;

    /// Lets handlers that run finish, and breaks them off after `limit`: their messages come again when their
    /// lease is over. Call when the workers have ended.
    Task<void> drain(std::chrono::milliseconds limit);

    /// Since the start, for metrics.
    std::uint64_t retries() const { return retries_; }
    std::uint64_t dead() const { return dead_; }

  private:
    Task<void> consume(std::size_t subscription);
    Task<bool> consume_one(std::size_t subscription);
    Task<bool> handle(const MessageHandler& handler, Delivery delivery);
    Task<void> failed(Delivery delivery, std::string reason, bool poison);

    DeliveryStore& store_;
    Clock& clock_;
    Random& random_;
    TaskGroup& workers_;
    DeliveryRules rules_;
    std::vector<Subscription> subscriptions_;
    /// What has been taken is handled to its end, also when its consumer is told to stop.
    TaskGroup handling_{"message handlers"};
    /// One for each subscription: whoever has nothing to do need not ask the store.
    std::deque<WakeUp> published_;
    std::atomic<bool> is_store_away_ = false;
    std::atomic<std::uint64_t> retries_ = 0;
    std::atomic<std::uint64_t> dead_ = 0;
};

}  // namespace fairgate
