#pragma once

#include "base/backoff.hpp"
#include "base/clock.hpp"
#include "base/task_group.hpp"
#include "notify/message_bus.hpp"
#include "notify/outbox_store.hpp"
#include "notify/wake_up.hpp"

#include <atomic>

namespace fairgate {

/// Brings messages from the outbox to the bus. While the bus is away they wait in the outbox; a message can
/// be sent twice, never not at all.
///
/// Lives as long as the server. Any number of relays may work on one outbox.
class OutboxRelay {
  public:
    static constexpr std::uint32_t kBatchMax = 100;
    /// Longer than a publish may take.
    static constexpr std::chrono::seconds kLease{60};
    /// From one batch to the next, so that many purchases a second cost a few batches a second. A message
    /// after a pause waits for nothing.
    static constexpr std::chrono::milliseconds kSpacing{100};
    /// How long an idle relay waits before it looks unasked.
    static constexpr std::chrono::seconds kPollInterval{2};
    /// When a message that no queue wants is tried again.
    static constexpr std::chrono::minutes kUnroutablePause{1};
    static constexpr Backoff kBackoff{std::chrono::milliseconds{500}, std::chrono::seconds{30}};

    OutboxRelay(OutboxStore& store, MessageBus& bus, Clock& clock, Random& random)
        : store_(store), bus_(bus), clock_(clock), random_(random) {}

    /// Relays until cancelled; a batch that was begun goes on to its end.
    Task<void> run();

    /// Returns when no batch is under way. Call when `run` has ended.
    Task<void> drain() { return batches_.join(); }

    /// Says that messages were committed. Any thread.
    void wake() { committed_.notify(); }

    /// Says that the bus can be reached again: what waits need not wait for the end of a pause. Any thread.
    void bus_is_back() { back_.notify(); }

    /// Sends one batch and returns how many messages were claimed. Throws when the bus or the store is away.
    Task<std::size_t> relay_batch();

    /// For metrics. `waiting` is as of the last batch.
    std::uint64_t sent() const { return sent_; }
    std::uint64_t failures() const { return failures_; }
    std::uint64_t waiting() const { return waiting_; }
    /// False while publishing fails.
    bool healthy() const { return failures_in_a_row_ == 0; }

  private:
    Task<std::size_t> try_batch();
    Task<std::vector<PublishOutcome>> publish(const std::vector<OutboxMessage>& batch);

    OutboxStore& store_;
    MessageBus& bus_;
    Clock& clock_;
    Random& random_;
    TaskGroup batches_{"outbox"};
    WakeUp committed_;
    WakeUp back_;
    std::atomic<std::uint64_t> sent_ = 0;
    std::atomic<std::uint64_t> failures_ = 0;
    std::atomic<std::uint64_t> waiting_ = 0;
    std::atomic<std::uint32_t> failures_in_a_row_ = 0;
};

}  // namespace fairgate
