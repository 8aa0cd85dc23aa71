#include "inventory/live_seat_map.hpp"

#include "base/cancellation.hpp"

#include <boost/asio/strand.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace fairgate {

Task<SharedText> SeatMapStream::next() {
    for (;;) {
        SharedText frame = event_->take(cursor_);
        if (frame) co_return frame;
        co_await suspend<bool>(
            [this](Resume<bool> resume) { event_->wait_for_frame(cursor_, std::move(resume)); });
    }
}

LiveSeatMap::LiveSeatMap(Catalog& catalog, SeatStore& store, Clock& clock, asio::any_io_executor pool)
    : catalog_(catalog), store_(store), clock_(clock), pool_(std::move(pool)) {}

/// Cancelling is safe only where a task runs alone, and the pool may have several threads.
void LiveSeatMap::spawn(Task<void> task) {
    group_.spawn(asio::make_strand(pool_), std::move(task));
}

void LiveSeatMap::start() {
    spawn(watch());
}

Task<void> LiveSeatMap::stop() {
    group_.cancel();
    co_await group_.join();
}

void LiveSeatMap::publish(EventId event, std::span<const SeatChange> changes) {
    LivePtr live = find(event);
    // An event that nobody has looked at is read from the store when somebody does.
    if (!live) return;
    live->apply(changes);
    schedule_flush(std::move(live));
}

std::vector<std::vector<SeatIndex>> LiveSeatMap::choose(EventId event, std::span<const SeatWish> wishes,
                                                        std::span<const SeatIndex> claimed) {
    const LivePtr live = find(event);
    if (!live || !live->is_loaded()) return std::vector<std::vector<SeatIndex>>(wishes.size());
    return live->choose(wishes, claimed);
}

Task<bool> LiveSeatMap::load(EventId event) {
    const LivePtr live = co_await find_loaded(event);
    co_return live != nullptr;
}

Task<SeatMapBodyPtr> LiveSeatMap::body(EventId event, SeatMapForm form) {
    const LivePtr live = co_await find_loaded(event);
    if (!live) co_return nullptr;
    for (;;) {
        SeatMapBodyPtr ready = live->ready_body(form, clock_.now());
        if (ready) co_return ready;
        co_await suspend<bool>([this, live, form](Resume<bool> resume) {
            if (live->wait_for_build(form, std::move(resume))) spawn(build(live, form));
        });
    }
}

std::optional<api::Availability> LiveSeatMap::known_availability(EventId event) const {
    const LivePtr live = find(event);
    if (!live || !live->is_loaded()) return std::nullopt;
    return live->availability();
}

bool LiveSeatMap::looks_free(EventId event, SeatIndex seat) const {
    const LivePtr live = find(event);
    return live && live->is_loaded() && !live->is_stale() && live->is_available(seat);
}

Task<std::optional<api::Availability>> LiveSeatMap::availability(EventId event) {
    const LivePtr live = co_await find_loaded(event);
    if (!live) co_return std::nullopt;
    co_return live->availability();
}

Task<std::shared_ptr<SeatMapStream>> LiveSeatMap::subscribe(EventId event,
                                                            std::optional<std::uint64_t> last_event_id) {
    LivePtr live = co_await find_loaded(event);
    if (!live) co_return nullptr;
    const auto cursor = last_event_id ? live->cursor_after(*last_event_id) : LiveEvent::Cursor{};
    co_return std::make_shared<SeatMapStream>(std::move(live), cursor);
}

LiveSeatMap::LivePtr LiveSeatMap::find(EventId event) const {
    const std::lock_guard lock(mutex_);
    const auto found = events_.find(event);
    return found == events_.end() ? nullptr : found->second;
}

Task<LiveSeatMap::LivePtr> LiveSeatMap::find_loaded(EventId event) {
    LivePtr live = find(event);
    if (live && live->is_loaded()) co_return live;
    if (!live) {
        const EventPtr info = co_await catalog_.find(event);
        if (!info) co_return nullptr;
        const std::lock_guard lock(mutex_);
        auto& slot = events_[event];
        if (!slot) slot = std::make_shared<LiveEvent>(info, catalog_.status_of(*info), clock_.now());
        live = slot;
    }
    co_await suspend<bool>([this, live](Resume<bool> resume) {
        if (live->wait_for_load(std::move(resume))) spawn(read_board(live));
    });
    co_return live;
}

Task<void> LiveSeatMap::read_board(LivePtr live) {
    std::exception_ptr error;
    try {
        // Changes published from here on are newer than what is read.
        const std::uint64_t since = live->version();
        const std::vector<SeatChange> taken = co_await store_.taken_seats(live->event()->record.id);
        live->reconcile(taken, since);
    } catch (...) {
        error = std::current_exception();
    }
    live->loaded(error);
}

std::vector<LiveSeatMap::LivePtr> LiveSeatMap::all_events() const {
    std::vector<LivePtr> all;
    const std::lock_guard lock(mutex_);
    for (const auto& [id, live] : events_) all.push_back(live);
    return all;
}

void LiveSeatMap::reread() {
    cut_off_ = false;
    begin_reading();
}

void LiveSeatMap::cut_off() {
    cut_off_ = true;
    begin_reading();
}

void LiveSeatMap::begin_reading() {
    if (reads_wanted_++ == 0) spawn(reread_all());
}

bool LiveSeatMap::has_to_read() const {
    return cut_off_ ||
           std::ranges::any_of(all_events(), [](const LivePtr& live) { return live->is_stale(); });
}

Task<void> LiveSeatMap::reread_all() {
    std::uint32_t answered = 0;
    do {
        // Who asks from here on may know of something newer than what is read now.
        answered = reads_wanted_;
        std::size_t failures = 0;
        std::string last_failure;
        for (const auto& live : all_events()) {
            if (!live->is_loaded()) continue;
            std::string failure = co_await try_reread(live);
            if (failure.empty()) continue;
            ++failures;
            last_failure = std::move(failure);
        }
        if (failures > 0) {
            spdlog::warn("live seat map: {} events are shown as last known: {}", failures, last_failure);
        }
    } while (reads_wanted_.fetch_sub(answered) != answered);
}

/// Why the event has become stale by this; empty when it has not.
Task<std::string> LiveSeatMap::try_reread(LivePtr live) {
    try {
        co_await reread_one(live);
        live->set_stale(false);
    } catch (const std::exception& error) {
        if (was_cancelled(error)) throw;
        if (live->set_stale(true)) co_return error.what();
    }
    co_return std::string();
}

Task<void> LiveSeatMap::reread_one(LivePtr live) {
    // Changes published from here on are newer than what is read.
    const std::uint64_t since = live->version();
    const std::vector<SeatChange> taken = co_await store_.taken_seats(live->event()->record.id);
    live->reconcile(taken, since);
    schedule_flush(std::move(live));
}

Task<void> LiveSeatMap::watch() {
    Timestamp read_from{};
    for (;;) {
        co_await clock_.sleep_for(kTick);
        co_await tend();
        if (clock_.now() < read_from || !has_to_read()) continue;
        read_from = clock_.now() + kRereadPause;
        begin_reading();
    }
}

Task<void> LiveSeatMap::tend() {
    for (const auto& live : all_events()) {
        // What is stale would only fail again: it is read until that works.
        if (!live->is_loaded() || live->is_stale()) continue;
        try {
            co_await tend_one(live);
        } catch (const std::exception& error) {
            if (was_cancelled(error)) throw;
            spdlog::warn("live seat map: event {} is not up to date: {}", live->event()->record.id.text(),
                         error.what());
        }
    }
}

Task<void> LiveSeatMap::tend_one(LivePtr live) {
    const EventId event = live->event()->record.id;
    const EventPtr info = co_await catalog_.find(event);
    if (info) live->set_status(catalog_.status_of(*info));

    const Timestamp now = clock_.now();
    if (!live->has_due(now)) co_return;
    const std::vector<ExpiredSeat> expired = co_await store_.expire(event, now);
    std::vector<SeatChange> changes;
    for (const auto& seat : expired) changes.push_back({seat.seat, SeatStatus::available, {}, seat.version});
    live->apply(changes);
    if (live->has_due(now - kOverdue)) {
        // The store knows better, and the news of it got lost: look at everything again.
        co_await reread_one(live);
    }
    schedule_flush(std::move(live));
}

void LiveSeatMap::schedule_flush(LivePtr live) {
    const auto at = live->claim_flush(clock_.now());
    if (at) spawn(flush_at(std::move(live), *at));
}

Task<void> LiveSeatMap::flush_at(LivePtr live, Timestamp at) {
    if (clock_.now() < at) co_await clock_.sleep_until(at);
    live->flush(clock_.now());
}

Task<void> LiveSeatMap::build(LivePtr live, SeatMapForm form) {
    live->build(form, clock_);
    co_return;
}

}  // namespace fairgate
