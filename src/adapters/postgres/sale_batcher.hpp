#pragma once

#include "adapters/postgres/pool.hpp"
#include "checkout/order_store.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace fairgate::postgres {

/// Gathers sales into batches: while one is being committed the next collects, so that a rush shares commits
/// and a lone sale waits for nothing. A batch that the server refuses is repeated sale by sale, so that a bad
/// one spoils nothing.
///
/// Thread-safe; each caller resumes on its own executor. A sale goes on when its caller is cancelled.
class SaleBatcher {
  public:
    static constexpr std::size_t kBatchMax = 64;
    /// Sales that may wait; more are refused.
    static constexpr std::size_t kWaitingMax = 4096;

    explicit SaleBatcher(Pool& pool) : pool_(pool) {}

    /// Throws what happened to this very sale; StoreUnreachable and CommitUnknown are those of its batch.
    Task<CompleteResult> complete(Sale sale, Timestamp now);

    /// Returns when nothing is being committed. Call when no more sales come.
    Task<void> drain() { return group_.join(); }

    std::uint64_t batches() const { return batches_; }

  private:
    struct Entry {
        Sale sale;
        Timestamp now;
        Resume<CompleteResult> resume;
    };
    struct Decision {
        std::exception_ptr error;
        std::optional<CompleteResult> result;
    };

    void enqueue(Entry entry, asio::any_io_executor executor);
    Task<void> run();
    std::vector<Entry> next_batch();
    Task<std::vector<Decision>> decide(std::vector<Sale> sales, Timestamp now);
    Task<Decision> decide_alone(Sale sale, Timestamp now);

    Pool& pool_;
    TaskGroup group_{"sale batches"};
    std::atomic<std::uint64_t> batches_ = 0;
    std::mutex mutex_;
    bool running_ = false;
    std::vector<Entry> waiting_;
};

}  // namespace fairgate::postgres
