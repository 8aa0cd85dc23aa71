#include "notify/local_bus.hpp"

#include "base/cancellation.hpp"
#include "base/shield.hpp"
#include "checkout/time_limit.hpp"
#include "notify/failure.hpp"

#include <spdlog/spdlog.h>

namespace fairgate {
namespace {

Task<bool> joined(TaskGroup& group) {
    co_await group.join();
    co_return true;
}

}  // namespace

void LocalBus::start(asio::any_io_executor executor) {
    for (std::size_t i = 0; i < subscriptions_.size(); ++i) {
        for (std::uint32_t n = 0; n < rules_.prefetch; ++n) workers_.spawn(executor, consume(i));
    }
}

Task<std::vector<PublishOutcome>> LocalBus::publish(std::vector<Message> messages) {
    std::vector<PublishOutcome> outcomes(messages.size(), PublishOutcome::unroutable);
    std::vector<Delivery> deliveries;
    std::vector<std::size_t> wanting;
    for (std::size_t s = 0; s < subscriptions_.size(); ++s) {
        const std::size_t others = deliveries.size();
        for (std::size_t i = 0; i < messages.size(); ++i) {
            if (subscriptions_[s].topic != messages[i].topic) continue;
            deliveries.push_back({subscriptions_[s].queue, messages[i], 0});
            outcomes[i] = PublishOutcome::sent;
        }
        if (deliveries.size() > others) wanting.push_back(s);
    }
    if (!deliveries.empty()) co_await store_.add(std::move(deliveries), clock_.now());
    for (const std::size_t subscription : wanting) published_[subscription].notify();
    co_return outcomes;
}

Task<void> LocalBus::drain(std::chrono::milliseconds limit) {
    const auto finished = co_await within(clock_, limit, joined(handling_));
    if (finished) co_return;
    handling_.cancel();
    co_await handling_.join();
}

Task<void> LocalBus::consume(std::size_t subscription) {
    for (;;) {
        bool found = false;
        try {
            found = co_await consume_one(subscription);
            is_store_away_ = false;
        } catch (const std::exception& error) {
            if (was_cancelled(error)) throw;
            // Once, not every few seconds for as long as it lasts.
            if (!is_store_away_.exchange(true)) {
                spdlog::error("queue {}: {}", subscriptions_[subscription].queue, error.what());
            }
        }
        if (!found) co_await published_[subscription].wait(clock_, rules_.poll_interval);
    }
}

Task<bool> LocalBus::consume_one(std::size_t subscription) {
    const Subscription& queue = subscriptions_[subscription];
    const Timestamp now = clock_.now();
    auto delivery = co_await store_.take(queue.queue, now, now + rules_.lease);
    if (!delivery) co_return false;
    co_await shielded(handling_, handle(queue.handler, std::move(*delivery)));
    co_return true;
}

Task<bool> LocalBus::handle(const MessageHandler& handler, Delivery delivery) {
    const Failure failure = co_await attempt(handler, delivery.message);
    if (failure) {
        co_await failed(std::move(delivery), failure.reason, failure.poison);
    } else {
        co_await store_.remove(std::move(delivery));
    }
    co_return !failure;
}

Task<void> LocalBus::failed(Delivery delivery, std::string reason, bool poison) {
    ++delivery.attempts;
    if (poison || delivery.attempts >= rules_.attempts_max) {
        spdlog::error("message {} of queue {} is dead after {} attempts: {}", delivery.message.log_name(),
                      delivery.queue, delivery.attempts, reason);
        ++dead_;
        co_await store_.bury(std::move(delivery), std::move(reason), clock_.now());
        co_return;
    }
    const auto pause = rules_.backoff.pause(delivery.attempts, random_);
    spdlog::warn("message {} of queue {} is tried again in {} ms: {}", delivery.message.log_name(),
                 delivery.queue, pause.count(), reason);
    ++retries_;
    co_await store_.retry(std::move(delivery), clock_.now() + pause);
}

}  // namespace fairgate
