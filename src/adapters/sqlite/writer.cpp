#include "adapters/sqlite/writer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <future>

namespace fairgate::sqlite {

Writer::Writer(const std::filesystem::path& file)
    : connection_(file, Connection::Mode::read_write), thread_([this] { serve(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Writer::enqueue(Job job) {
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(job));
    }
    wake_.notify_one();
}

void Writer::run_blocking(std::function<void(Connection&)> job) {
    std::promise<void> done;
    enqueue({[&job](Connection& connection) { job(connection); },
             [&done](std::exception_ptr error) {
                 error ? done.set_exception(std::move(error)) : done.set_value();
             }});
    done.get_future().get();
}

void Writer::on_rollback(std::function<void(Connection&)> reload) {
    const std::lock_guard lock(mutex_);
    reloads_.push_back(std::move(reload));
}

void Writer::serve() {
    std::vector<Job> batch;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            const auto count = std::min(queue_.size(), kJobsPerCommitMax);
            const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
            batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
            queue_.erase(queue_.begin(), end);
        }
        commit(batch);
        batch.clear();
    }
}

void Writer::commit(std::vector<Job>& batch) {
    std::vector<std::exception_ptr> errors(batch.size());
    try {
        if (reload_due_) reload();
        connection_.prepare("BEGIN IMMEDIATE").run();
        for (std::size_t i = 0; i < batch.size(); ++i) {
            connection_.prepare("SAVEPOINT job").run();
            try {
                batch[i].work(connection_);
            } catch (...) {
                // A full disk or an I/O error ends the whole transaction, not just the job.
                if (sqlite3_get_autocommit(connection_.handle())) throw;
                errors[i] = std::current_exception();
                connection_.prepare("ROLLBACK TO job").run();
            }
            connection_.prepare("RELEASE job").run();
        }
        connection_.prepare("COMMIT").run();
        ++commits_;
    } catch (...) {
        // Nothing of the transaction is kept: every job hears the same error.
        std::ranges::fill(errors, std::current_exception());
        roll_back();
    }
    jobs_ += batch.size();
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(errors[i]));
}

void Writer::roll_back() {
    try {
        connection_.prepare("ROLLBACK").run();
    } catch (const SqliteError&) {
        // No transaction is open: SQLite had rolled it back.
    }
    reload_due_ = true;
    try {
        reload();
    } catch (const std::exception&) {
        // The next transaction begins with it.
    }
}

void Writer::reload() {
    std::vector<std::function<void(Connection&)>> reloads;
    {
        const std::lock_guard lock(mutex_);
        reloads = reloads_;
    }
    for (const auto& one : reloads) one(connection_);
    reload_due_ = false;
}

}  // namespace fairgate::sqlite
