#include "adapters/rabbitmq/rabbit_bus.hpp"

#include "base/cancellation.hpp"
#include "checkout/time_limit.hpp"
#include "notify/failure.hpp"

#include <spdlog/spdlog.h>

namespace fairgate::rabbitmq {

RabbitBus::RabbitBus(BusSettings settings, Clock& clock, Random& random)
    : settings_(std::move(settings)),
      clock_(clock),
      topology_(settings_.prefix, settings_.rules),
      publisher_(topology_, settings_.connection, random,
                 [this] {
                     if (on_connected_) on_connected_();
                 }),
      consumer_(topology_, settings_.connection, random, static_cast<std::uint16_t>(settings_.rules.prefetch),
                [this](std::size_t subscription, Envelope envelope, Receipt receipt) {
                    handling_.spawn(executor_, handle(subscription, std::move(envelope), receipt));
                }) {}

void RabbitBus::subscribe(Subscription subscription) {
    topology_.add_queue(subscription.queue, subscription.topic);
    consumer_.add(subscription.queue);
    subscriptions_.push_back(std::move(subscription));
}

void RabbitBus::start(asio::any_io_executor executor) {
    executor_ = std::move(executor);
    is_consuming_ = true;
    start_publishing();
    consumer_.start();
}

Task<std::vector<PublishOutcome>> RabbitBus::publish(std::vector<Message> messages) {
    std::vector<Outgoing> outgoing;
    outgoing.reserve(messages.size());
    for (auto& message : messages) outgoing.push_back(topology_.to_subscribers(std::move(message)));
    return publisher_.publish(std::move(outgoing));
}

Task<std::vector<PublishOutcome>> RabbitBus::publish_later(std::string queue, Message message,
                                                           std::chrono::milliseconds delay) {
    return publisher_.publish({topology_.to_later(queue, std::move(message), delay)});
}

Task<bool> RabbitBus::joined() {
    co_await handling_.join();
    co_return true;
}

Task<void> RabbitBus::drain(std::chrono::milliseconds limit) {
    consumer_.pause();
    co_await within(clock_, limit, joined());
    handling_.cancel();
    co_await handling_.join();
}

void RabbitBus::stop() {
    consumer_.stop();
    publisher_.stop();
}

Task<void> RabbitBus::handle(std::size_t subscription, Envelope envelope, Receipt receipt) {
    const Subscription& to = subscriptions_[subscription];
    const Failure failure = co_await attempt(to.handler, envelope.message);
    if (failure) {
        auto outgoing = after_failure(to.queue, std::move(envelope), failure.poison, failure.reason);
        co_await put_aside(std::move(outgoing), receipt);
    }
    consumer_.ack(receipt);
}

Outgoing RabbitBus::after_failure(const std::string& queue, Envelope envelope, bool poison,
                                  std::string reason) {
    ++envelope.attempts;
    const std::string name = envelope.message.log_name();
    if (poison || envelope.attempts >= settings_.rules.attempts_max) {
        spdlog::error("message {} of queue {} is dead after {} attempts: {}", name, queue, envelope.attempts,
                      reason);
        ++dead_;
        envelope.queue = queue;
        envelope.reason = std::move(reason);
        envelope.died_at = clock_.now();
        return topology_.to_the_dead(std::move(envelope));
    }
    spdlog::warn("message {} of queue {} is tried again in {} ms: {}", name, queue,
                 topology_.pause_after(envelope.attempts).count(), reason);
    ++retries_;
    return topology_.to_next_attempt(queue, std::move(envelope));
}

/// Until it has arrived there the message is not acknowledged: at worst it is in both places.
Task<void> RabbitBus::put_aside(Outgoing outgoing, Receipt receipt) {
    while (consumer_.is_current(receipt)) {
        const bool is_safe = co_await try_publish(outgoing);
        if (is_safe) co_return;
        co_await clock_.sleep_for(kPutAsidePause);
    }
}

Task<bool> RabbitBus::try_publish(Outgoing outgoing) {
    try {
        std::string key = outgoing.routing_key;
        std::vector<Outgoing> one;
        one.push_back(std::move(outgoing));
        const auto outcomes = co_await publisher_.publish(std::move(one));
        if (outcomes.front() == PublishOutcome::sent) co_return true;
        spdlog::error("{} has no queue {} any more", where(), key);
    } catch (const std::exception& error) {
        if (was_cancelled(error)) throw;
        spdlog::debug("a message is put aside later: {}", error.what());
    }
    co_return false;
}

}  // namespace fairgate::rabbitmq
