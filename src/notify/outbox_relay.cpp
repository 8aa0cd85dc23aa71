#include "notify/outbox_relay.hpp"

#include "base/cancellation.hpp"
#include "base/shield.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>

namespace fairgate {
namespace {

std::vector<std::int64_t> ids_of(const std::vector<OutboxMessage>& messages) {
    std::vector<std::int64_t> ids;
    for (const auto& message : messages) ids.push_back(message.id);
    return ids;
}

}  // namespace

Task<void> OutboxRelay::run() {
    for (;;) {
        const Timestamp began = clock_.now();
        const std::size_t claimed = co_await try_batch();
        if (failures_in_a_row_ > 0) {
            // Not cut short by commits: they would hammer a bus that is away.
            co_await back_.wait(clock_, kBackoff.pause(failures_in_a_row_, random_));
        } else if (claimed < kBatchMax) {
            co_await committed_.wait(clock_, kPollInterval);
            // A clock that was set back must not hold the relay up.
            const auto left = std::min<std::chrono::milliseconds>(began + kSpacing - clock_.now(), kSpacing);
            if (claimed > 0) co_await clock_.sleep_for(left);
        }
    }
}

/// How many were claimed; none when it failed.
Task<std::size_t> OutboxRelay::try_batch() {
    try {
        const std::size_t claimed = co_await shielded(batches_, relay_batch());
        failures_in_a_row_ = 0;
        co_return claimed;
    } catch (const std::exception& error) {
        if (was_cancelled(error)) throw;
        ++failures_;
        if (++failures_in_a_row_ == 1)
            spdlog::warn("outbox: messages wait, the bus is away: {}", error.what());
    }
    co_return 0;
}

Task<std::vector<PublishOutcome>> OutboxRelay::publish(const std::vector<OutboxMessage>& batch) {
    std::vector<Message> messages;
    for (const auto& entry : batch) messages.push_back(entry.message);
    std::exception_ptr error;
    try {
        auto outcomes = co_await bus_.publish(std::move(messages));
        co_return outcomes;
    } catch (...) {
        error = std::current_exception();
    }
    co_await store_.put_back(ids_of(batch), clock_.now());
    std::rethrow_exception(error);
}

Task<std::size_t> OutboxRelay::relay_batch() {
    const Timestamp now = clock_.now();
    const auto batch = co_await store_.claim(kBatchMax, now, now + kLease);
    if (!batch.empty()) {
        const auto outcomes = co_await publish(batch);
        std::vector<std::int64_t> sent;
        std::vector<std::int64_t> unwanted;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            (outcomes[i] == PublishOutcome::sent ? sent : unwanted).push_back(batch[i].id);
        }
        if (!unwanted.empty()) {
            spdlog::error("outbox: no queue wants {} messages; they are tried again", unwanted.size());
            co_await store_.put_back(std::move(unwanted), now + kUnroutablePause);
        }
        const std::size_t count = sent.size();
        if (count > 0) co_await store_.mark_sent(std::move(sent));
        sent_ += count;
    }
    waiting_ = co_await store_.waiting();
    co_return batch.size();
}

}  // namespace fairgate
