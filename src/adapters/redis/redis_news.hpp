#pragma once

#include "adapters/redis/client.hpp"
#include "inventory/seat_changes.hpp"

namespace fairgate::redis {

/// Tells other nodes of committed seat changes by PUBLISH, and hears of theirs: the fast way beside the
/// store's own. What gets lost here comes on that, and what comes twice does no harm. Counts that nodes
/// share (RedisAvailabilityCache) are forgotten with each change.
///
/// Every node also publishes a beat that only says that the way is open: a subscription that hears nothing
/// for kSilenceMax is given up and begun anew.
///
/// Thread-safe. Runs from `start` to `stop`, which must come before the client is closed.
class RedisNews final : public SeatChanges {
  public:
    static constexpr std::chrono::milliseconds kGather{10};
    static constexpr std::chrono::seconds kBeat{1};
    static constexpr std::chrono::seconds kSilenceMax{5};
    static constexpr std::chrono::seconds kReconnectPause{1};
    /// Changes that may wait to be told; beyond that the other nodes hear of them from the store.
    static constexpr std::size_t kWaitingMax = 50'000;

    /// This node's changes go to `next` first; what others tell goes to `local`.
    RedisNews(Client& client, asio::any_io_executor executor, Clock& clock, Random& random, SeatChanges& next,
              SeatChanges& local);

    void start();
    Task<void> stop();

    void publish(EventId event, std::span<const SeatChange> changes) override;

    /// Whether others are heard at present.
    bool hears() const { return hears_; }

  private:
    struct Subscription;
    struct Closing;

    Task<void> tell();
    struct Command {
        Words words;
        std::string key;
    };
    std::vector<Command> take_commands();
    Task<void> listen();
    Task<std::string> hear(Endpoint endpoint);
    void deliver(const std::string& text);
    Task<void> beat();

    Client& client_;
    asio::any_io_executor executor_;
    Clock& clock_;
    SeatChanges& next_;
    SeatChanges& local_;
    /// Whose messages are our own.
    const std::int64_t node_;
    TaskGroup group_{"redis news"};
    std::atomic<bool> hears_ = false;
    std::mutex mutex_;
    bool telling_ = false;
    std::size_t waiting_ = 0;
    std::map<EventId, std::vector<SeatChange>> changes_;
};

}  // namespace fairgate::redis
