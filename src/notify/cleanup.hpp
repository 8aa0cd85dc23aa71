#pragma once

#include "base/clock.hpp"
#include "notify/inbox_store.hpp"
#include "notify/message_bus.hpp"

#include <atomic>

namespace fairgate {

inline constexpr const char* kCleanupTopic = "cleanup.due";

/// Tidying that some node has to do every `interval`, whichever.
struct Chore {
    /// Lower-case letters and dashes.
    std::string name;
    std::chrono::seconds interval;
    /// Returns how much there was. May be repeated.
    std::function<Task<std::size_t>()> run;
};

/// Sends a message for each chore that is due, and does the chores of messages that come.
///
/// Time is cut into slots as long as a chore's interval. The inbox lets one node send the message of a slot,
/// or another when that one could not; nodes whose clocks differ may send it early, never twice.
///
/// Lives as long as the server. `look` is for one task at a time.
class Cleanup {
  public:
    static constexpr const char* kQueue = "cleanup";
    /// How often it is seen what is due.
    static constexpr std::chrono::seconds kLookInterval{60};
    /// Longer than a publish may take; the message of a node that died while sending is sent by another then.
    static constexpr std::chrono::seconds kLease{60};

    Cleanup(InboxStore& inbox, MessageBus& bus, Clock& clock, std::vector<Chore> chores);

    /// What the bus has to bring here.
    Subscription subscription();

    /// Looks until cancelled.
    Task<void> run();

    /// Sends what is due. What cannot be sent is logged, and tried at the next look of some node.
    Task<void> look();

    /// Does the chore that `message` names.
    Task<void> handle(Message message);

    /// Chores done since the start.
    std::uint64_t done() const { return done_; }

  private:
    struct Schedule {
        Chore chore;
        /// The last that is known to have been sent, by whatever node.
        std::int64_t slot = -1;
    };

    Task<void> send_if_due(Schedule& schedule);
    Task<void> send(std::string id, std::string chore);

    InboxStore& inbox_;
    MessageBus& bus_;
    Clock& clock_;
    std::vector<Schedule> schedules_;
    std::atomic<std::uint64_t> done_ = 0;
};

}  // namespace fairgate
