#pragma once

#include "adapters/postgres/connection.hpp"
#include "base/backoff.hpp"
#include "base/suspend.hpp"
#include "base/task_group.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace fairgate::postgres {

struct PoolOptions {
    ConnectionSettings settings;
    unsigned connections_max = 8;
    /// Jobs that may wait for a connection; more are refused at once.
    std::size_t waiting_max = 1024;
    /// How long a job may wait for one.
    std::chrono::milliseconds wait_max = std::chrono::seconds{3};
    /// How long the server may be silent while we wait for an answer; it ends statements by itself before
    /// that.
    std::chrono::milliseconds silence_max = std::chrono::seconds{8};
    /// Pauses between attempts to reach a server that is gone.
    Backoff retry{std::chrono::milliseconds{200}, std::chrono::seconds{3}};
};

/// A few connections that work off one queue of jobs, first come, first served. Each lives on a strand of its
/// own; a broken one is replaced when the next job needs it. While the server cannot be reached, jobs fail at
/// once, but for the one that tries.
///
/// Thread-safe. `close` it before its executors end.
class Pool {
  public:
    Pool(PoolOptions options, std::vector<asio::any_io_executor> executors, Clock& clock, Random& random);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Runs the task that `job(connection)` returns on a connection and returns its result; what it throws is
    /// thrown here. It runs to its end whether or not the caller still waits. A transaction that it leaves
    /// open is rolled back. Throws StoreUnreachable when there is no connection to be had.
    template <class Job>
    auto run(Job job) -> std::invoke_result_t<Job&, Connection&> {
        using Result = typename std::invoke_result_t<Job&, Connection&>::value_type;
        auto start = [this, job = std::move(job)](Resume<Result> resume) mutable {
            auto shared = std::make_shared<Job>(std::move(job));
            enqueue({[shared, resume](Connection& connection) {
                         return perform<Result, Job>(connection, shared, resume);
                     },
                     [resume](std::exception_ptr error) { resume(std::move(error), std::nullopt); }});
        };
        co_return co_await suspend<Result>(std::move(start));
    }

    /// Somebody else has just reached the server: jobs need not wait for the next attempt.
    void server_is_back();

    /// Finishes what is queued and ends all sessions. Refuses jobs from then on.
    Task<void> close();

    Clock& clock() { return clock_; }

    /// For metrics and tests: sessions open now, jobs done, and jobs that wait.
    unsigned connections() const { return connected_; }
    std::uint64_t jobs() const { return jobs_; }
    std::size_t waiting() const;

  private:
    struct Job {
        std::function<Task<void>(Connection&)> work;
        std::function<void(std::exception_ptr)> fail;
        Timestamp overdue_at{};
    };
    /// One place for a connection; used on its strand alone.
    struct Slot {
        explicit Slot(asio::any_io_executor on) : executor(std::move(on)) {}
        asio::any_io_executor executor;
        std::unique_ptr<Connection> connection;
    };
    using SlotPtr = std::shared_ptr<Slot>;

    template <class Result, class Work>
    static Task<void> perform(Connection& connection, std::shared_ptr<Work> job, Resume<Result> resume) {
        std::exception_ptr error;
        std::optional<Result> result;
        try {
            result = co_await (*job)(connection);
        } catch (...) {
            error = std::current_exception();
        }
        resume(std::move(error), std::move(result));
    }

    void enqueue(Job job);
    Task<void> serve(SlotPtr slot);
    Task<std::optional<Job>> next_job();
    void wait_for_job(Resume<bool> resume);
    Task<void> do_job(SlotPtr slot, Job job);
    Task<void> connect(SlotPtr slot);
    Task<void> tidy(SlotPtr slot);
    void drop(Slot& slot);
    void claim_attempt();
    void attempt_failed(const std::string& why);
    Task<void> watch();
    void fail_overdue_jobs(Timestamp now);

    const PoolOptions options_;
    const std::vector<asio::any_io_executor> executors_;
    Clock& clock_;
    Random& random_;
    std::atomic<unsigned> connected_ = 0;
    std::atomic<std::uint64_t> jobs_ = 0;

    mutable std::mutex mutex_;
    bool closing_ = false;
    std::deque<Job> queue_;
    std::vector<Resume<bool>> idle_;
    std::vector<SlotPtr> slots_;
    /// Attempts to connect that failed since the last one that succeeded.
    unsigned failures_ = 0;
    Timestamp next_attempt_at_{};
    std::string last_failure_;

    TaskGroup serving_{"postgres pool"};
    TaskGroup watching_{"postgres watch"};
};

}  // namespace fairgate::postgres
