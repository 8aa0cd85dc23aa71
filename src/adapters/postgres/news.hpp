#pragma once

#include "adapters/postgres/pool.hpp"
#include "inventory/node_news.hpp"
#include "inventory/seat_changes.hpp"

#include <map>
#include <set>

namespace fairgate::postgres {

/// Tells the other nodes of committed changes, and hears of theirs, by LISTEN and NOTIFY.
///
/// Seats are told after their commit, gathered for a moment, so that a rush does not queue for PostgreSQL's
/// lock on notifications, and so are waiting rooms; events and sessions with it. Whatever gets lost, for
/// instance with a node that dies between the two, is healed by `missed`, which comes with every new
/// connection and every kRereadInterval. A connection that breaks is told as `cut_off`.
///
/// Thread-safe. Runs from `start` to `stop`, which must come before the executor ends.
class News final : public SeatChanges {
  public:
    static constexpr std::chrono::milliseconds kGather{50};
    static constexpr std::chrono::seconds kRereadInterval{15};
    static constexpr std::chrono::seconds kReconnectPause{1};
    /// Changes that may wait to be told; beyond that the other nodes read them.
    static constexpr std::size_t kWaitingMax = 50'000;

    /// `local` hears of this node's own changes at once.
    News(Pool& pool, ConnectionSettings settings, asio::any_io_executor executor, Clock& clock,
         Random& random, SeatChanges& local, NodeNews news);

    void start();
    Task<void> stop();

    void publish(EventId event, std::span<const SeatChange> changes) override;
    /// The waiting room of the event was changed by this node.
    void room_changed(EventId event);

  private:
    void begin_to_tell();
    Task<void> tell();
    std::vector<Call> take_messages();
    Task<void> listen();
    Task<void> hear();
    void deliver(const Connection::Notification& notification);
    Task<void> reread();

    Pool& pool_;
    const ConnectionSettings settings_;
    asio::any_io_executor executor_;
    Clock& clock_;
    SeatChanges& local_;
    const NodeNews news_;
    /// Whose messages are our own.
    const std::int64_t node_;
    TaskGroup group_{"news"};
    std::atomic<bool> hears_ = false;
    std::mutex mutex_;
    bool telling_ = false;
    std::size_t waiting_ = 0;
    std::map<EventId, std::vector<SeatChange>> changes_;
    std::set<EventId> rooms_;
};

}  // namespace fairgate::postgres
