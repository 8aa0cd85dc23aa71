#pragma once

#include "adapters/postgres/pool.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <iterator>

namespace fairgate::postgres {

/// Gathers requests of one kind into batches: while one is at the server the next collects, so that a rush
/// shares round trips and commits and a lone request waits for nothing but a `pause`. A batch that the server
/// refuses is repeated request by request, so that a bad one spoils nothing.
///
/// Thread-safe; each caller resumes on its own executor. A request goes on when its caller is cancelled.
template <class Request, class Result>
class Batcher {
  public:
    static constexpr std::size_t kBatchMax = 64;
    /// Requests that may wait; more are refused.
    static constexpr std::size_t kWaitingMax = 4096;

    /// Serves all requests in one transaction; a result for each, in their order. `now` is the latest of the
    /// callers' times. What it throws must have undone all of it, but for CommitUnknown.
    using Work = Task<std::vector<Result>> (*)(Connection& connection, std::vector<Request> requests,
                                               Timestamp now);

    /// `what` are the requests, for messages: "sales". After a batch that is not full there is a `pause`, for
    /// what nobody waits for: the larger a batch, the less each request costs.
    Batcher(Pool& pool, std::string what, Work work, std::chrono::milliseconds pause = {})
        : pool_(pool), what_(std::move(what)), work_(work), pause_(pause), group_("batches of " + what_) {}

    /// Throws what happened to this very request; StoreUnreachable and CommitUnknown are those of its batch.
    Task<Result> run(Request request, Timestamp now) {
        const auto executor = co_await asio::this_coro::executor;
        auto start = [this, executor, request = std::move(request), now](Resume<Result> resume) {
            enqueue({request, now, std::move(resume)}, executor);
        };
        co_return co_await suspend<Result>(std::move(start));
    }

    /// Returns when no batch is under way. Call when no more requests come.
    Task<void> drain() { return group_.join(); }

    std::uint64_t batches() const { return batches_; }

  private:
    struct Entry {
        Request request;
        Timestamp now;
        Resume<Result> resume;
    };
    struct Decision {
        std::exception_ptr error;
        std::optional<Result> result;
    };

    void enqueue(Entry entry, asio::any_io_executor executor) {
        bool first = false;
        {
            const std::lock_guard lock(mutex_);
            if (waiting_.size() >= kWaitingMax) {
                const StoreUnreachable refused("too many " + what_ + " wait for PostgreSQL");
                entry.resume(std::make_exception_ptr(refused), std::nullopt);
                return;
            }
            waiting_.push_back(std::move(entry));
            first = !std::exchange(running_, true);
        }
        if (first) group_.spawn(std::move(executor), run_batches());
    }

    Task<void> run_batches() {
        for (;;) {
            const std::vector<Entry> batch = next_batch();
            if (batch.empty()) co_return;
            std::vector<Request> requests;
            Timestamp now{};
            for (const auto& entry : batch) {
                requests.push_back(entry.request);
                now = std::max(now, entry.now);
            }
            std::vector<Decision> decisions = co_await decide(std::move(requests), now);
            for (std::size_t i = 0; i < batch.size(); ++i) {
                batch[i].resume(std::move(decisions[i].error), std::move(decisions[i].result));
            }
            if (pause_.count() == 0 || batch.size() == kBatchMax) continue;
            co_await pool_.clock().sleep_for(pause_);
        }
    }

    std::vector<Entry> next_batch() {
        const std::lock_guard lock(mutex_);
        const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kBatchMax));
        std::vector<Entry> batch(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
        waiting_.erase(waiting_.begin(), end);
        if (batch.empty()) running_ = false;
        return batch;
    }

    Task<std::vector<Decision>> decide(std::vector<Request> requests, Timestamp now) {
        ++batches_;
        std::vector<Decision> decisions(requests.size());
        std::exception_ptr lost;
        try {
            std::vector<Result> results = co_await ask(requests, now);
            for (std::size_t i = 0; i < results.size(); ++i) decisions[i].result = std::move(results[i]);
            co_return decisions;
        } catch (const StoreUnreachable&) {
            lost = std::current_exception();
        } catch (const CommitUnknown&) {
            // Whoever asked looks what became of it.
            lost = std::current_exception();
        } catch (...) {
            decisions[0].error = std::current_exception();
        }
        if (lost) {
            for (auto& decision : decisions) decision.error = lost;
        } else if (requests.size() > 1) {
            for (std::size_t i = 0; i < requests.size(); ++i) {
                decisions[i] = co_await decide_alone(std::move(requests[i]), now);
            }
        }
        co_return decisions;
    }

    Task<Decision> decide_alone(Request request, Timestamp now) {
        std::vector<Request> alone{std::move(request)};
        Decision decision;
        try {
            std::vector<Result> results = co_await ask(std::move(alone), now);
            decision.result = std::move(results.front());
        } catch (...) {
            decision.error = std::current_exception();
        }
        co_return decision;
    }

    Task<std::vector<Result>> ask(std::vector<Request> requests, Timestamp now) {
        return pool_.run([work = work_, requests = std::move(requests), now](Connection& connection) {
            return work(connection, requests, now);
        });
    }

    Pool& pool_;
    const std::string what_;
    const Work work_;
    const std::chrono::milliseconds pause_;
    TaskGroup group_;
    std::atomic<std::uint64_t> batches_ = 0;
    std::mutex mutex_;
    bool running_ = false;
    std::vector<Entry> waiting_;
};

}  // namespace fairgate::postgres
