#pragma once

#include "adapters/sqlite/connection.hpp"
#include "base/suspend.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace fairgate::sqlite {

/// The one connection that writes and checkpoints, on its own thread: SQLite 3.40 can corrupt a write-ahead
/// log that several connections reset.
///
/// Jobs that queue up while a transaction commits share the next one, each in a savepoint of its own, so that
/// one sync to disk serves them all and a job that throws undoes itself alone. A job's caller is woken after
/// the commit.
class Writer {
  public:
    /// Jobs in one transaction at most; more would only delay the first.
    static constexpr std::size_t kJobsPerCommitMax = 512;

    explicit Writer(const std::filesystem::path& file);
    /// Finishes what is queued. Call before the executors of waiting callers are gone.
    ~Writer();

    /// Runs `job(connection)` inside a transaction and returns its result once that is committed. What `job`
    /// throws is thrown here. The commit happens whether or not the caller still waits.
    template <class Job>
    Task<std::invoke_result_t<Job&, Connection&>> run(Job job) {
        using Result = std::invoke_result_t<Job&, Connection&>;
        co_return co_await suspend<Result>([this, job = std::move(job)](Resume<Result> resume) mutable {
            auto result = std::make_shared<std::optional<Result>>();
            enqueue({[result, job = std::move(job)](Connection& connection) mutable {
                         *result = job(connection);
                     },
                     [result, resume](std::exception_ptr error) {
                         resume(std::move(error), std::move(*result));
                     }});
        });
    }

    /// Runs `job` and waits for its commit on this thread: for start-up and commands without an event loop.
    void run_blocking(std::function<void(Connection&)> job);

    /// Calls `reload` whenever a transaction was taken back, before another one begins or any of its callers
    /// hears of it: for what its jobs noted in memory. When it throws, nothing is written until it succeeds.
    void on_rollback(std::function<void(Connection&)> reload);

    /// As `run_blocking`, but outside a transaction: for settings and migrations, while nobody else uses the
    /// writer.
    void configure(std::function<void(Connection&)> job) { job(connection_); }

    /// Transactions committed and jobs done in them so far, for metrics and tests.
    std::uint64_t commits() const { return commits_; }
    std::uint64_t jobs() const { return jobs_; }

  private:
    struct Job {
        std::move_only_function<void(Connection&)> work;
        std::move_only_function<void(std::exception_ptr)> done;
    };

    void enqueue(Job job);
    void serve();
    void commit(std::vector<Job>& batch);
    void roll_back();
    void reload();

    Connection connection_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    std::vector<std::function<void(Connection&)>> reloads_;
    bool stopping_ = false;
    /// Of the writer's thread alone.
    bool reload_due_ = false;
    std::atomic<std::uint64_t> commits_ = 0;
    std::atomic<std::uint64_t> jobs_ = 0;
    std::thread thread_;
};

}  // namespace fairgate::sqlite
