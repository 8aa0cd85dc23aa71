#pragma once

#include "adapters/postgres/pool.hpp"
#include "waitingroom/room_store.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <unordered_map>

namespace fairgate::postgres {

/// Gathers those who join a room into batches: while one is being committed the next collects, so that a rush
/// shares commits and a lone fan waits for nothing. Numbers follow the order of arrival.
///
/// Thread-safe; each caller resumes on its own executor. A batch goes on when its callers are cancelled.
class JoinBatcher {
  public:
    static constexpr std::size_t kBatchMax = 256;
    /// Who may wait to join one room; more are refused.
    static constexpr std::size_t kWaitingPerRoomMax = 16'384;

    explicit JoinBatcher(Pool& pool) : pool_(pool) {}

    /// See RoomStore::join.
    Task<RoomUpdate> join(EventId event, SessionId session, Timestamp now);

    /// Returns when nothing is being committed. Call when nobody joins any more.
    Task<void> drain() { return group_.join(); }

    std::uint64_t batches() const { return batches_; }

  private:
    struct Entry {
        SessionId session;
        Timestamp now;
        Resume<RoomUpdate> resume;
    };

    void enqueue(EventId event, Entry entry, asio::any_io_executor executor);
    Task<void> run(EventId event);
    std::vector<Entry> next_batch(EventId event);

    Pool& pool_;
    TaskGroup group_{"batches of joins"};
    std::atomic<std::uint64_t> batches_ = 0;
    std::mutex mutex_;
    /// A room is here while its batches run.
    std::unordered_map<EventId, std::vector<Entry>> waiting_;
};

}  // namespace fairgate::postgres
