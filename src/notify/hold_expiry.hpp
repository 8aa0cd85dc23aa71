#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "inventory/hold_sweep.hpp"
#include "notify/message.hpp"

#include <atomic>
#include <mutex>
#include <set>

namespace fairgate {

inline constexpr const char* kHoldEndedTopic = "hold.ended";

/// Stands before `next`, and sends a message into the future for events whose seats are held: the node that
/// gets it when the holds end sweeps the event. A message for each event and second, never one for a hold;
/// what gets lost is made good by the live map's timers and the minutely sweep.
///
/// Spawn `run` in a group that shutdown cancels. Thread-safe.
class HoldExpiry final : public SeatChanges {
  public:
    static constexpr std::chrono::seconds kGather{1};

    /// `publish_later` publishes a message that comes back when a hold of now ends.
    using PublishLater = std::function<Task<void>(Message)>;

    HoldExpiry(SeatChanges& next, HoldSweep& sweep, Clock& clock, Random& random, PublishLater publish_later)
        : next_(next),
          sweep_(sweep),
          clock_(clock),
          random_(random),
          publish_later_(std::move(publish_later)) {}

    void publish(EventId event, std::span<const SeatChange> changes) override;

    /// Sends what was gathered, every kGather until cancelled.
    Task<void> run();
    /// Sends it now.
    Task<void> tell();

    /// Handles `hold.ended`.
    Task<void> handle(Message message);

    /// Messages handled since the start.
    std::uint64_t handled() const { return handled_; }

  private:
    std::set<EventId> take_events();
    Task<void> send(EventId event);

    SeatChanges& next_;
    HoldSweep& sweep_;
    Clock& clock_;
    Random& random_;
    PublishLater publish_later_;
    std::atomic<std::uint64_t> handled_ = 0;
    std::mutex mutex_;
    /// With seats that were held since the last second.
    std::set<EventId> events_;
};

}  // namespace fairgate
