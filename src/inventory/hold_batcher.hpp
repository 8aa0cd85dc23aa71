#pragma once

#include "base/clock.hpp"
#include "base/task_group.hpp"
#include "inventory/seat_changes.hpp"
#include "inventory/seat_chooser.hpp"
#include "inventory/seat_store.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <mutex>
#include <unordered_map>

namespace fairgate {

/// Gathers the holds of an event into batches: while one is being committed the next collects, so that a rush
/// shares commits and a lone request waits for nothing. Publishes what was committed before the next batch is
/// formed.
///
/// Lives as long as the server. Thread-safe; each caller resumes on its own executor. A commit goes on when
/// its caller is cancelled.
class HoldBatcher {
  public:
    /// Requests of one event that may wait; more are told `busy`.
    static constexpr std::size_t kWaitingPerEventMax = 4096;
    static constexpr std::size_t kBatchMax = 256;
    /// How often seats are chosen for a wish when somebody else was faster.
    static constexpr unsigned kRoundsMax = 8;

    HoldBatcher(SeatStore& store, SeatChanges& changes, SeatChooser& chooser, const Clock& clock,
                asio::any_io_executor executor);

    /// Throws what the store throws for this very request.
    Task<HoldResult> commit(EventId event, HoldRequest request);

    /// As `commit`, with seats chosen when the batch is formed. `request.seats` is ignored; all or nothing.
    Task<HoldResult> commit_best(EventId event, HoldRequest request, SeatWish wish);

    /// Returns when nothing is being committed. Call when no more requests come.
    Task<void> drain() { return group_.join(); }

    std::uint64_t batches() const { return batches_; }

  private:
    struct Entry {
        HoldRequest request;
        std::optional<SeatWish> wish;
        unsigned rounds = 0;
        Resume<HoldResult> resume;
    };
    struct Queue {
        std::vector<Entry> waiting;
    };
    struct Decision {
        std::exception_ptr error;
        HoldResult result;
    };

    Task<HoldResult> join(EventId event, HoldRequest request, std::optional<SeatWish> wish);
    void enqueue(EventId event, Entry entry);
    Task<void> run(EventId event);
    std::vector<Entry> next_batch(EventId event);
    void choose_seats(EventId event, std::vector<Entry>& batch);
    Task<std::vector<Decision>> decide(EventId event, std::vector<HoldRequest> requests);
    void publish(EventId event, const std::vector<Decision>& decisions);
    void ask_again(EventId event, std::vector<Entry>& batch, std::vector<Decision>& decisions);
    static Task<void> answer(std::vector<Entry> batch, std::vector<Decision> decisions);

    SeatStore& store_;
    SeatChanges& changes_;
    SeatChooser& chooser_;
    const Clock& clock_;
    asio::any_io_executor executor_;
    TaskGroup group_{"hold batches"};
    std::atomic<std::uint64_t> batches_ = 0;
    std::mutex mutex_;
    /// An event is here while its batches run.
    std::unordered_map<EventId, Queue> queues_;
};

}  // namespace fairgate
