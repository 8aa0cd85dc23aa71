#include "waitingroom/live_room.hpp"

#include "base/encoding.hpp"
#include "waitingroom/poll_pace.hpp"

#include <algorithm>

namespace fairgate {
namespace {

bool is_over(EventStatus status) {
    return status == EventStatus::completed || status == EventStatus::cancelled;
}

}  // namespace

std::vector<std::uint32_t> order_of(const SecretKey& key, const RoomRecord& record,
                                    std::span<const EntryRecord> entries) {
    std::vector<std::uint32_t> numbers;
    std::vector<EntrantId> entrants;
    for (const auto& entry : entries) {
        if (entry.entry >= record.first_later) break;
        numbers.push_back(entry.entry);
        entrants.push_back(entrant_of(key, entry.session));
    }
    auto order = draw_order(record.seed, entrants);
    for (auto& index : order) index = numbers[index];
    return order;
}

LiveRoom::LiveRoom(EventPtr event, RoomRecord record, SecretKey key)
    : key_(key),
      commitment_(commitment_of(record.seed)),
      event_(std::move(event)),
      record_(std::move(record)) {}

void LiveRoom::refresh(EventPtr event, std::uint32_t seats_left) {
    const std::lock_guard lock(mutex_);
    event_ = std::move(event);
    seats_left_ = seats_left;
}

EventPtr LiveRoom::event() const {
    const std::lock_guard lock(mutex_);
    return event_;
}

void LiveRoom::add(const EntryRecord& entry) {
    const std::lock_guard lock(mutex_);
    room_.add(entry.entry, entry.session, entry.state, entry.until);
}

void LiveRoom::draw(const RoomRecord& record, std::span<const std::uint32_t> order) {
    const std::lock_guard lock(mutex_);
    if (room_.drawn()) return;
    record_.drawn_at = record.drawn_at;
    record_.first_later = record.first_later;
    room_.draw(order, record.first_later);
}

bool LiveRoom::advance(std::uint32_t entry, EntryState to, Timestamp until) {
    const std::lock_guard lock(mutex_);
    return room_.advance(entry, to, until);
}

void LiveRoom::admitted(std::span<const std::uint32_t> entries, Timestamp now, Timestamp until) {
    const std::lock_guard lock(mutex_);
    for (const auto entry : entries) room_.advance(entry, EntryState::turn, until);
    const auto count = static_cast<std::uint32_t>(entries.size());
    record_.admitted += count;
    rate_.admitted(count, now);
    if (record_.limits.rate_per_minute > 0) allowance_ -= count;
}

void LiveRoom::ended(std::span<const EndedEntry> entries) {
    const std::lock_guard lock(mutex_);
    for (const auto& entry : entries) room_.advance(entry.entry, entry.state);
}

void LiveRoom::set_limits(RoomLimits limits, Timestamp now) {
    const std::lock_guard lock(mutex_);
    if (limits.rate_per_minute != record_.limits.rate_per_minute) {
        allowance_ = 0;
        allowance_at_ = now;
    }
    record_.limits = limits;
}

RoomLimits LiveRoom::limits() const {
    const std::lock_guard lock(mutex_);
    return record_.limits;
}

bool LiveRoom::drawn() const {
    const std::lock_guard lock(mutex_);
    return room_.drawn();
}

bool LiveRoom::is_draw_due(Timestamp now) const {
    const std::lock_guard lock(mutex_);
    return !room_.drawn() && now >= event_->record.on_sale_date;
}

bool LiveRoom::has_due(Timestamp now) const {
    const std::lock_guard lock(mutex_);
    const auto end = room_.next_end();
    return end && *end <= now;
}

std::vector<std::uint32_t> LiveRoom::plan_turns(Timestamp now) {
    const std::lock_guard lock(mutex_);
    const auto& limits = record_.limits;
    double allowed = limits.shoppers_max;
    if (limits.rate_per_minute > 0) {
        const auto since = std::chrono::duration<double, std::ratio<60>>(now - allowance_at_).count();
        // What was not used in a quiet while does not come all at once later.
        const double most = std::max(1.0, limits.rate_per_minute / 30.0);
        allowance_ = std::min(most, allowance_ + std::max(0.0, since) * limits.rate_per_minute);
        allowance_at_ = now;
        allowed = allowance_;
    }
    if (phase(now) != api::RoomPhase::open || room_.active() >= limits.shoppers_max) return {};
    const std::uint32_t slots = limits.shoppers_max - room_.active();
    return room_.next(std::min(slots, static_cast<std::uint32_t>(allowed)));
}

Waiter LiveRoom::find(SessionId session, std::optional<std::uint32_t> hint, Timestamp now) const {
    const std::lock_guard lock(mutex_);
    Waiter waiter{.session = session, .entry = hint, .until = {}};
    const bool is_hint_good =
        hint && room_.belongs_to(*hint, session) && *room_.state(*hint) <= EntryState::shopping;
    if (!is_hint_good) waiter.entry = room_.find(session);
    if (!waiter.entry) return waiter;
    waiter.state = *room_.state(*waiter.entry);
    waiter.until = room_.until(*waiter.entry);
    // What has ended is ended on its millisecond, whether or not the worker has written that down.
    if (waiter.until && *waiter.until <= now) return {.session = session, .entry = {}, .until = {}};
    return waiter;
}

api::RoomPhase LiveRoom::phase(Timestamp now) const {
    const EventStatus status = status_at(event_->record, now);
    if (is_over(status)) return api::RoomPhase::closed;
    if (!room_.drawn()) return api::RoomPhase::before_draw;
    if (record_.limits.paused || status == EventStatus::paused) return api::RoomPhase::paused;
    if (seats_left_ == 0) return api::RoomPhase::sold_out;
    return api::RoomPhase::open;
}

api::QueueStatus LiveRoom::status(const Waiter& waiter, Timestamp now) const {
    api::QueueStatus status;
    status.commitment = commitment_;
    status.entrant_id = to_hex(entrant_of(key_, waiter.session));
    const std::lock_guard lock(mutex_);
    status.event_id = record_.event;
    status.phase = phase(now);
    status.waiting = room_.waiting();
    status.seats_left = seats_left_;
    status.opens_at = event_->record.on_sale_date;
    status.server_now = now;
    if (waiter.entry) {
        const bool shops = waiter.state == EntryState::shopping;
        status.status = shops ? api::QueueState::active : api::QueueState::queued;
        status.position = room_.position(*waiter.entry);
        status.can_enter = waiter.state == EntryState::turn;
        if (shops) status.window_ends_at = waiter.until;
        if (status.can_enter) status.claim_until = waiter.until;
        const auto estimate = rate_.estimate(status.position, now);
        status.estimated_wait = estimate.max_seconds;
        status.estimated_wait_min = estimate.min_seconds;
    }
    const PollSituation situation{.position = status.position,
                                  .waiting = status.waiting,
                                  .now = now,
                                  .opens_at = status.opens_at,
                                  .entry = waiter.entry.value_or(0)};
    status.poll_after_ms = static_cast<std::uint32_t>(poll_pause(situation).count());
    return status;
}

api::RoomMoment LiveRoom::moment(Timestamp now) const {
    return {now, room_.waiting(), room_.active(), record_.admitted};
}

void LiveRoom::record_moment(Timestamp now) {
    const std::lock_guard lock(mutex_);
    if (!history_.empty() && now < history_.back().at + kHistoryStep) return;
    history_.push_back(moment(now));
    if (history_.size() > kHistoryMax) history_.pop_front();
}

api::RoomOverview LiveRoom::overview(Timestamp now) const {
    const std::lock_guard lock(mutex_);
    api::RoomOverview view;
    view.phase = phase(now);
    view.waiting = room_.waiting();
    view.active = room_.active();
    view.admitted = record_.admitted;
    view.admitted_per_minute = rate_.per_minute(now);
    view.abandoned = record_.left_early + room_.count(EntryState::left) + room_.count(EntryState::missed);
    view.seats_left = seats_left_;
    view.shoppers_max = record_.limits.shoppers_max;
    if (record_.limits.rate_per_minute > 0) view.rate_per_minute = record_.limits.rate_per_minute;
    view.paused = record_.limits.paused;
    view.history.assign(history_.begin(), history_.end());
    view.history.push_back(moment(now));
    return view;
}

api::QueueDraw LiveRoom::public_draw() const {
    api::QueueDraw draw{.event_id = record_.event, .algorithm = "hmac-sha256", .commitment = commitment_};
    std::vector<SessionId> sessions;
    {
        const std::lock_guard lock(mutex_);
        draw.draw_at = event_->record.on_sale_date;
        draw.drawn = room_.drawn();
        if (!draw.drawn) return draw;
        draw.draw_at = record_.drawn_at.value_or(draw.draw_at);
        for (const auto entry : room_.order()) sessions.push_back(room_.session(entry));
    }
    draw.seed = to_hex(record_.seed);
    draw.entrants.emplace();
    draw.entrants->reserve(sessions.size());
    for (const auto session : sessions) draw.entrants->push_back(to_hex(entrant_of(key_, session)));
    return draw;
}

}  // namespace fairgate
