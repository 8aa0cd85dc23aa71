#pragma once

#include "base/clock.hpp"
#include "base/task_group.hpp"
#include "waitingroom/live_room.hpp"

#include <unordered_map>

namespace fairgate {

/// Brings rooms in memory up to date with the store: reads what changed since the last time, and computes the
/// order of a draw that has taken place.
///
/// Lives as long as the server. Thread-safe. However many ask for a room meanwhile, one look into the store
/// runs and at most one more waits: who asks is answered by a look that began later.
class RoomReader {
  public:
    /// Who may wait for one room to be read; more are refused.
    static constexpr std::size_t kWaitingPerRoomMax = 16'384;

    /// Draws are computed on `pool`, away from the loops.
    RoomReader(RoomStore& store, Clock& clock, asio::any_io_executor pool)
        : store_(store), clock_(clock), pool_(std::move(pool)) {}

    /// Afterwards `room` knows all that was committed before the call. Throws what the store throws.
    Task<void> catch_up(LiveRoomPtr room);

    /// What decides about the moment: the store's clock, as far as it is known. Nodes whose own clocks differ
    /// agree on it.
    Timestamp now() const { return clock_.now() + std::chrono::milliseconds{ahead_ms_}; }
    /// Compares the clocks. Throws what the store throws.
    Task<void> read_clock();

    /// Returns when nothing is being read. Call when nobody asks any more.
    Task<void> drain() { return group_.join(); }

  private:
    void enqueue(LiveRoomPtr room, Resume<bool> resume, asio::any_io_executor executor);
    Task<void> run(LiveRoomPtr room);
    std::vector<Resume<bool>> next(const LiveRoomPtr& room);
    Task<void> read(LiveRoomPtr room);
    Task<DrawnOrder> compute_order(LiveRoomPtr room, std::uint32_t first_later);

    RoomStore& store_;
    Clock& clock_;
    asio::any_io_executor pool_;
    TaskGroup group_{"reading of rooms"};
    /// How far the store's clock is ahead of ours.
    std::atomic<std::int64_t> ahead_ms_ = 0;
    std::mutex mutex_;
    /// A room is here while it is being read.
    std::unordered_map<LiveRoomPtr, std::vector<Resume<bool>>> waiting_;
};

}  // namespace fairgate
