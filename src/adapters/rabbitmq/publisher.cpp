#include "adapters/rabbitmq/publisher.hpp"

#include <spdlog/spdlog.h>

namespace fairgate::rabbitmq {
namespace {

constexpr Channel kChannel = 1;

}  // namespace

Publisher::Publisher(const Topology& topology, ConnectionSettings settings, Random& random,
                     std::function<void()> on_connected)
    : topology_(topology),
      on_connected_(std::move(on_connected)),
      link_("publishing", std::move(settings), random, *this) {}

Task<std::vector<PublishOutcome>> Publisher::publish(std::vector<Outgoing> messages) {
    if (messages.empty()) co_return std::vector<PublishOutcome>();
    auto start = [this, messages = std::move(messages)](Resume<std::vector<PublishOutcome>> resume) mutable {
        const auto count = messages.size();
        std::vector outcomes(count, PublishOutcome::sent);
        enqueue(
            std::make_shared<Job>(Job{std::move(messages), std::move(resume), std::move(outcomes), count}));
    };
    auto outcomes = co_await suspend<std::vector<PublishOutcome>>(std::move(start));
    co_return outcomes;
}

void Publisher::enqueue(JobPtr job) {
    std::string refusal;
    {
        const std::lock_guard lock(mutex_);
        refusal = away_.empty() && waiting_.size() >= kWaitingMax ? "too much waits to be published" : away_;
        if (refusal.empty()) waiting_.push_back(job);
    }
    if (refusal.empty()) {
        link_.wake();
    } else {
        job->resume(std::make_exception_ptr(BrokerError(refusal)), std::nullopt);
    }
}

void Publisher::connected(Connection& connection) {
    connection.open_channel(kChannel);
    topology_.declare(connection, kChannel);
    connection.select_confirms(kChannel);
    last_tag_ = 0;
    {
        const std::lock_guard lock(mutex_);
        away_.clear();
    }
    if (on_connected_) on_connected_();
}

void Publisher::work(Connection& connection) {
    while (unconfirmed_.size() < kUnconfirmedMax) {
        const auto job = next_job();
        if (!job) break;
        send(connection, job);
    }
    if (!unconfirmed_.empty() && unconfirmed_.begin()->second.since.elapsed() > kConfirmMax) {
        throw BrokerError("the broker does not confirm what was published");
    }
}

Publisher::JobPtr Publisher::next_job() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return nullptr;
    auto job = std::move(waiting_.front());
    waiting_.pop_front();
    return job;
}

void Publisher::send(Connection& connection, const JobPtr& job) {
    for (std::size_t i = 0; i < job->messages.size(); ++i) {
        // Noted first: when this throws, `lost` has to find it.
        unconfirmed_.emplace(++last_tag_, Unconfirmed{job, i, {}});
        connection.publish(kChannel, job->messages[i]);
        ++counts_.published;
    }
}

void Publisher::happened(Connection&, Event event) {
    if (const auto* confirmed = std::get_if<Confirm>(&event)) confirm(*confirmed);
    if (const auto* returned = std::get_if<Returned>(&event)) give_back(*returned);
}

void Publisher::confirm(const Confirm& confirm) {
    auto first = confirm.up_to ? unconfirmed_.begin() : unconfirmed_.find(confirm.tag);
    const auto end = unconfirmed_.upper_bound(confirm.tag);
    while (first != end && first != unconfirmed_.end()) {
        confirm_one(first->second, confirm.positive);
        first = unconfirmed_.erase(first);
    }
}

void Publisher::confirm_one(const Unconfirmed& message, bool positive) {
    Job& job = *message.job;
    job.is_refused = job.is_refused || !positive;
    if (positive) ++counts_.confirmed;
    if (--job.unconfirmed > 0) return;
    if (job.is_refused) {
        job.resume(std::make_exception_ptr(BrokerError("the broker refused a message: its queue is full")),
                   std::nullopt);
    } else {
        job.resume(nullptr, std::move(job.outcomes));
    }
}

/// It has no tag, but comes before its confirmation.
void Publisher::give_back(const Returned& returned) {
    ++counts_.returned;
    for (const auto& [tag, message] : unconfirmed_) {
        const auto& sent = message.job->messages[message.index];
        auto& outcome = message.job->outcomes[message.index];
        if (outcome == PublishOutcome::sent && sent.envelope.message.id == returned.message_id &&
            sent.routing_key == returned.routing_key && sent.exchange == returned.exchange) {
            outcome = PublishOutcome::unroutable;
            return;
        }
    }
}

void Publisher::lost(const std::string& why) {
    std::deque<JobPtr> failed;
    {
        const std::lock_guard lock(mutex_);
        away_ = why;
        failed.swap(waiting_);
    }
    for (const auto& [tag, message] : unconfirmed_) failed.push_back(message.job);
    unconfirmed_.clear();
    // A job that is here several times is woken once.
    for (const auto& job : failed) job->resume(std::make_exception_ptr(BrokerError(why)), std::nullopt);
}

}  // namespace fairgate::rabbitmq
