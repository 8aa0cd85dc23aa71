#include "adapters/postgres/pool.hpp"

#include "base/assert.hpp"
#include "base/pause.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <spdlog/spdlog.h>

namespace fairgate::postgres {
namespace {

constexpr std::chrono::milliseconds kWatchInterval{250};

std::exception_ptr unreachable(const std::string& why) {
    return std::make_exception_ptr(StoreUnreachable(why));
}

}  // namespace

Pool::Pool(PoolOptions options, std::vector<asio::any_io_executor> executors, Clock& clock, Random& random)
    : options_(std::move(options)), executors_(std::move(executors)), clock_(clock), random_(random) {
    FAIRGATE_ASSERT(!executors_.empty() && options_.connections_max > 0);
    watching_.spawn(asio::make_strand(executors_.front()), watch());
}

Pool::~Pool() {
    FAIRGATE_ASSERT(closing_);
}

Task<void> Pool::close() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
        for (const auto& resume : idle_) resume(nullptr, true);
        idle_.clear();
    }
    co_await serving_.join();
    watching_.cancel();
    co_await watching_.join();
}

std::size_t Pool::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void Pool::enqueue(Job job) {
    SlotPtr opened;
    std::string refused;
    {
        const std::lock_guard lock(mutex_);
        if (closing_) {
            refused = "the connections to PostgreSQL are closed";
        } else if (queue_.size() >= options_.waiting_max) {
            refused = "too many requests wait for PostgreSQL";
        } else {
            job.overdue_at = clock_.now() + options_.wait_max;
            queue_.push_back(std::move(job));
            if (!idle_.empty()) {
                idle_.back()(nullptr, true);
                idle_.pop_back();
            } else if (slots_.size() < options_.connections_max) {
                const auto& executor = executors_[slots_.size() % executors_.size()];
                opened = slots_.emplace_back(std::make_shared<Slot>(asio::make_strand(executor)));
            }
        }
    }
    if (!refused.empty()) job.fail(unreachable(refused));
    if (opened) serving_.spawn(opened->executor, serve(opened));
}

Task<void> Pool::serve(SlotPtr slot) {
    for (;;) {
        std::optional<Job> job = co_await next_job();
        if (!job) break;
        co_await do_job(slot, std::move(*job));
    }
    drop(*slot);
}

Task<std::optional<Pool::Job>> Pool::next_job() {
    for (;;) {
        {
            const std::lock_guard lock(mutex_);
            if (!queue_.empty()) {
                std::optional<Job> job(std::move(queue_.front()));
                queue_.pop_front();
                co_return job;
            }
            if (closing_) co_return std::nullopt;
        }
        co_await suspend<bool>([this](Resume<bool> resume) { wait_for_job(std::move(resume)); });
    }
}

void Pool::wait_for_job(Resume<bool> resume) {
    const std::lock_guard lock(mutex_);
    if (!queue_.empty() || closing_) {
        resume(nullptr, true);
    } else {
        idle_.push_back(std::move(resume));
    }
}

Task<void> Pool::do_job(SlotPtr slot, Job job) {
    std::exception_ptr error;
    try {
        co_await connect(slot);
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        job.fail(error);
        co_return;
    }
    co_await job.work(*slot->connection);
    ++jobs_;
    co_await tidy(slot);
}

/// Sees to it that the slot has a connection that works.
Task<void> Pool::connect(SlotPtr slot) {
    if (slot->connection && slot->connection->is_usable()) co_return;
    drop(*slot);
    claim_attempt();
    std::string failure;
    try {
        slot->connection = std::make_unique<Connection>(slot->executor, clock_);
        co_await slot->connection->open(options_.settings);
        ++connected_;
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (!failure.empty()) {
        slot->connection.reset();
        attempt_failed(failure);
        throw StoreUnreachable(failure);
    }
    server_is_back();
}

void Pool::server_is_back() {
    const std::lock_guard lock(mutex_);
    if (failures_ > 0) spdlog::info("PostgreSQL is back after {} attempts", failures_);
    failures_ = 0;
}

/// While the server is known to be gone, one job at a time may find out whether it is back.
void Pool::claim_attempt() {
    const std::lock_guard lock(mutex_);
    if (failures_ == 0) return;
    const auto left = left_of_pause(next_attempt_at_, clock_.now(), options_.retry.longest);
    if (left.count() > 0) throw StoreUnreachable(last_failure_);
    next_attempt_at_ = clock_.now() + options_.retry.pause(failures_, random_);
}

void Pool::attempt_failed(const std::string& why) {
    const std::lock_guard lock(mutex_);
    if (failures_ == 0) spdlog::error("PostgreSQL cannot be reached: {}", why);
    ++failures_;
    last_failure_ = why;
    next_attempt_at_ = clock_.now() + options_.retry.pause(failures_, random_);
}

/// Leaves the connection ready for the next job, or none.
Task<void> Pool::tidy(SlotPtr slot) {
    if (!slot->connection->is_usable()) {
        drop(*slot);
        co_return;
    }
    if (!slot->connection->in_transaction()) co_return;
    bool rolled_back = false;
    try {
        co_await slot->connection->roll_back();
        rolled_back = true;
    } catch (const std::exception& error) {
        spdlog::warn("a connection to PostgreSQL is given up: {}", error.what());
    }
    if (!rolled_back) drop(*slot);
}

void Pool::drop(Slot& slot) {
    if (!slot.connection) return;
    slot.connection.reset();
    --connected_;
}

Task<void> Pool::watch() {
    for (;;) {
        co_await clock_.sleep_for(kWatchInterval);
        const Timestamp now = clock_.now();
        fail_overdue_jobs(now);
        std::vector<SlotPtr> slots;
        {
            const std::lock_guard lock(mutex_);
            slots = slots_;
        }
        for (const auto& slot : slots) {
            asio::post(slot->executor, [slot, silent_before = now - options_.silence_max] {
                if (!slot->connection) return;
                const auto since = slot->connection->silent_since();
                if (since && *since < silent_before) slot->connection->cut();
            });
        }
    }
}

void Pool::fail_overdue_jobs(Timestamp now) {
    std::vector<Job> overdue;
    {
        const std::lock_guard lock(mutex_);
        while (!queue_.empty() && queue_.front().overdue_at <= now) {
            overdue.push_back(std::move(queue_.front()));
            queue_.pop_front();
        }
    }
    for (const auto& job : overdue) job.fail(unreachable("PostgreSQL did not get to it in time"));
}

}  // namespace fairgate::postgres
