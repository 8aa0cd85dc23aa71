#include "inventory/event_status_worker.hpp"

#include "base/cancellation.hpp"

#include <spdlog/spdlog.h>

namespace fairgate {

Task<void> EventStatusWorker::run() {
    for (;;) {
        try {
            co_await round();
        } catch (const std::exception& e) {
            if (was_cancelled(e)) throw;
            spdlog::warn("event statuses: {}", e.what());
        }
        co_await clock_.sleep_for(kPause);
    }
}

Task<std::size_t> EventStatusWorker::round() {
    if (rounds_until_listing_-- <= 0) {
        rounds_until_listing_ = kRoundsPerListing;
        const auto records = co_await store_.events();
        events_.clear();
        for (const auto& record : records) {
            if (!is_over(record.status)) events_.push_back(record.id);
        }
    }
    std::size_t changed = 0;
    for (const EventId id : events_) {
        const EventPtr event = co_await catalog_.find(id);
        if (!event) continue;
        const EventStatus due = co_await due_status(event);
        if (due == event->record.status) continue;
        const bool moved = co_await catalog_.change_status(id, event->record.status, due);
        if (!moved) continue;
        ++changed;
        spdlog::info("event {} is {} now", id.text(), enum_name(due));
    }
    co_return changed;
}

Task<EventStatus> EventStatusWorker::due_status(EventPtr event) {
    const EventStatus status = catalog_.status_of(*event);
    if (status != EventStatus::on_sale && status != EventStatus::sold_out) co_return status;
    const auto seats = co_await map_.availability(event->record.id);
    if (!seats) co_return status;
    // A held seat may come back, so the event is not sold out before it is sold or free.
    co_return seats->available + seats->held == 0 ? EventStatus::sold_out : EventStatus::on_sale;
}

}  // namespace fairgate
