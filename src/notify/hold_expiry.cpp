#include "notify/hold_expiry.hpp"

#include "base/cancellation.hpp"
#include "base/json.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace fairgate {
namespace {

/// What the message `hold.ended` says.
struct HoldEnded {
    EventId event_id;
};
BOOST_DESCRIBE_STRUCT(HoldEnded, (), (event_id))

}  // namespace

void HoldExpiry::publish(EventId event, std::span<const SeatChange> changes) {
    if (std::ranges::any_of(changes, [](const auto& seat) { return seat.status == SeatStatus::held; })) {
        const std::lock_guard lock(mutex_);
        events_.insert(event);
    }
    next_.publish(event, changes);
}

Task<void> HoldExpiry::run() {
    for (;;) {
        co_await clock_.sleep_for(kGather);
        co_await tell();
    }
}

std::set<EventId> HoldExpiry::take_events() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
}

Task<void> HoldExpiry::tell() {
    const auto events = take_events();
    for (const auto event : events) co_await send(event);
}

Task<void> HoldExpiry::send(EventId event) {
    try {
        const auto id = id_to_text(new_id(clock_.now(), random_));
        co_await publish_later_({id, kHoldEndedTopic, to_json_text(HoldEnded{event})});
    } catch (const std::exception& error) {
        if (was_cancelled(error)) throw;
        spdlog::debug("holds of event {} will be found by the sweep: {}", event.text(), error.what());
    }
}

Task<void> HoldExpiry::handle(Message message) {
    const auto ended = from_json_text<HoldEnded>(message.body);
    if (!ended) throw PoisonMessage("its body is not an event whose holds ended");
    co_await sweep_.sweep(ended->event_id);
    ++handled_;
}

}  // namespace fairgate
