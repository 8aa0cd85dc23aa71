#include "notify/cleanup.hpp"

#include "base/cancellation.hpp"
#include "base/json.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace fairgate {
namespace {

/// As whom the inbox knows the nodes that send.
constexpr const char* kSender = "cleanup-sender";

/// What the message `cleanup.due` says.
struct CleanupDue {
    std::string chore;
};
BOOST_DESCRIBE_STRUCT(CleanupDue, (), (chore))

}  // namespace

Cleanup::Cleanup(InboxStore& inbox, MessageBus& bus, Clock& clock, std::vector<Chore> chores)
    : inbox_(inbox), bus_(bus), clock_(clock) {
    for (auto& chore : chores) schedules_.push_back({std::move(chore)});
}

Subscription Cleanup::subscription() {
    return {kQueue, kCleanupTopic, [this](Message message) { return handle(std::move(message)); }};
}

Task<void> Cleanup::run() {
    for (;;) {
        co_await look();
        co_await clock_.sleep_for(kLookInterval);
    }
}

Task<void> Cleanup::look() {
    for (auto& schedule : schedules_) {
        try {
            co_await send_if_due(schedule);
        } catch (const std::exception& error) {
            if (was_cancelled(error)) throw;
            spdlog::warn("cleanup {} is put off: {}", schedule.chore.name, error.what());
        }
    }
}

Task<void> Cleanup::send_if_due(Schedule& schedule) {
    const Timestamp now = clock_.now();
    const std::int64_t slot = now.time_since_epoch() / schedule.chore.interval;
    if (slot == schedule.slot) co_return;
    std::string id = fmt::format("cleanup-{}-{}", schedule.chore.name, slot);
    const InboxClaim claim = co_await inbox_.claim(kSender, id, now, now + kLease);
    if (claim == InboxClaim::busy) co_return;
    if (claim == InboxClaim::fresh) co_await send(std::move(id), schedule.chore.name);
    schedule.slot = slot;
}

Task<void> Cleanup::send(std::string id, std::string chore) {
    std::exception_ptr error;
    try {
        const auto outcomes =
            co_await bus_.publish({{id, kCleanupTopic, to_json_text(CleanupDue{std::move(chore)})}});
        if (outcomes.front() != PublishOutcome::sent) throw std::runtime_error("no queue takes its message");
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        co_await inbox_.give_back(kSender, std::move(id));
        std::rethrow_exception(error);
    }
    co_await inbox_.finish(kSender, std::move(id), clock_.now());
}

Task<void> Cleanup::handle(Message message) {
    const auto due = from_json_text<CleanupDue>(message.body);
    if (!due) throw PoisonMessage("its body names no chore");
    const auto known = [&](const Schedule& schedule) { return schedule.chore.name == due->chore; };
    const auto found = std::ranges::find_if(schedules_, known);
    // A node of a newer version knows it: let that one have it.
    if (found == schedules_.end()) throw std::runtime_error("there is no chore " + due->chore + " here");
    const std::size_t count = co_await found->chore.run();
    ++done_;
    spdlog::info("cleanup {}: {}", due->chore, count);
}

}  // namespace fairgate
