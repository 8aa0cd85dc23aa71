#include "waitingroom/live_room.hpp"

#include "base/encoding.hpp"
#include "waitingroom/holder.hpp"
#include "waitingroom/poll_pace.hpp"
#include "waitingroom/turn_allowance.hpp"

#include <algorithm>

namespace fairgate {

std::vector<std::uint32_t> order_of(const SecretKey& key, std::span<const std::uint8_t> draw_key,
                                    Entrants entrants) {
    auto order = draw_order(draw_key, key, entrants.sessions);
    for (auto& index : order) index = entrants.entries[index];
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

void LiveRoom::apply(const RoomUpdate& update, Timestamp now) {
    const std::lock_guard lock(mutex_);
    for (const auto& entry : update.entries) {
        const bool is_known = room_.state(entry.entry).has_value();
        if (is_known) room_.advance(entry.entry, entry.state, entry.until);
        if (!is_known) room_.add(entry.entry, entry.session, entry.state, entry.until);
    }
    // An older answer may come back later. A draw is taken in with its order, by `draw`.
    if (update.room.version <= record_.version) return;
    rate_.admitted(update.room.admitted - record_.admitted, now);
    record_.version = update.room.version;
    record_.admitted = update.room.admitted;
    record_.left_early = update.room.left_early;
    record_.limits = update.room.limits;
    record_.beacon_settled = update.room.beacon_settled;
    record_.beacon_value = update.room.beacon_value;
}

RoomVersion LiveRoom::version() const {
    const std::lock_guard lock(mutex_);
    return read_up_to_;
}

void LiveRoom::read_up_to(RoomVersion version) {
    const std::lock_guard lock(mutex_);
    read_up_to_ = std::max(read_up_to_, version);
}

Entrants LiveRoom::entrants(std::uint32_t first_later) const {
    Entrants all;
    all.entries.reserve(first_later);
    all.sessions.reserve(first_later);
    // Whoever polls waits for the lock no longer than one piece takes. The list is closed: nothing changes
    // between two of them.
    constexpr std::uint32_t kPiece = 65'536;
    for (std::uint32_t entry = 0; entry < first_later;) {
        const std::lock_guard lock(mutex_);
        for (const auto end = std::min(first_later, entry + kPiece); entry < end; ++entry) {
            const auto state = room_.state(entry);
            if (!state || *state == EntryState::withdrawn) continue;
            all.entries.push_back(entry);
            all.sessions.push_back(room_.session(entry));
        }
    }
    return all;
}

void LiveRoom::draw(const RoomRecord& record, DrawnOrder order) {
    const std::lock_guard lock(mutex_);
    if (room_.drawn()) return;
    record_.drawn_at = record.drawn_at;
    record_.first_later = record.first_later;
    room_.draw(std::move(order));
}

bool LiveRoom::asks_for_accounts() const {
    const std::lock_guard lock(mutex_);
    return record_.limits.accounts_only;
}

SessionId LiveRoom::holder(SessionId session, std::optional<UserId> user) const {
    return user && asks_for_accounts() ? account_holder(*user) : session;
}

bool LiveRoom::wants_beacon() const {
    const std::lock_guard lock(mutex_);
    return awaits_beacon();
}

Timestamp LiveRoom::beacon_deadline() const {
    const std::lock_guard lock(mutex_);
    return event_->record.on_sale_date + kBeaconWait;
}

bool LiveRoom::awaits_beacon() const {
    return event_->record.beacon && !room_.drawn() && !record_.beacon_settled;
}

Bytes LiveRoom::draw_key() const {
    const std::lock_guard lock(mutex_);
    return fairgate::draw_key(record_.seed, record_.beacon_value);
}

std::optional<api::DrawBeacon> LiveRoom::beacon() const {
    const auto& named = event_->record.beacon;
    if (!named) return std::nullopt;
    api::DrawBeacon beacon{named->source, named->round, event_->record.on_sale_date + kBeaconWait, {}};
    if (!record_.beacon_value.empty()) beacon.value = to_hex(record_.beacon_value);
    return beacon;
}

bool LiveRoom::drawn() const {
    const std::lock_guard lock(mutex_);
    return room_.drawn();
}

bool LiveRoom::is_draw_due(Timestamp now) const {
    const std::lock_guard lock(mutex_);
    return !room_.drawn() && now >= event_->record.on_sale_date;
}

bool LiveRoom::is_closed(Timestamp now) const {
    const std::lock_guard lock(mutex_);
    return phase(now) == api::RoomPhase::closed;
}

bool LiveRoom::has_due(Timestamp now) const {
    const std::lock_guard lock(mutex_);
    const auto end = room_.next_end();
    return end && *end <= now;
}

std::vector<std::uint32_t> LiveRoom::plan_turns(Timestamp now) {
    const std::lock_guard lock(mutex_);
    const auto& limits = record_.limits;
    const std::uint32_t active = room_.active() - room_.due(now);
    if (phase(now) != api::RoomPhase::open || active >= limits.shoppers_max) return {};
    std::uint32_t most = limits.shoppers_max - active;
    if (limits.rate_per_minute > 0) most = std::min(most, turns_at_once_max(limits.rate_per_minute));
    return room_.next(most);
}

Waiter LiveRoom::find(SessionId session, const std::optional<Place>& told, Timestamp now) const {
    const std::lock_guard lock(mutex_);
    Waiter waiter{.session = session, .entry = {}, .until = {}};
    if (told && room_.belongs_to(told->entry, session)) waiter.entry = told->entry;
    const bool goes_on = waiter.entry && *room_.state(*waiter.entry) <= EntryState::shopping;
    if (!goes_on) waiter.entry = room_.find(session);
    if (!waiter.entry) return waiter;
    waiter.state = *room_.state(*waiter.entry);
    waiter.until = room_.until(*waiter.entry);
    // What has ended is ended on its millisecond, whether or not the worker has written that down.
    if (waiter.until && *waiter.until <= now) return {.session = session, .entry = {}, .until = {}};
    waiter.position = room_.position(*waiter.entry);
    // Another node may have been ahead of this one.
    const bool was_told = told && told->entry == *waiter.entry && told->position > 0;
    if (was_told) waiter.position = std::min(waiter.position, told->position);
    return waiter;
}

bool LiveRoom::is_behind(const Place& told) const {
    const std::lock_guard lock(mutex_);
    const auto state = room_.state(told.entry);
    return !state || *state < told.state || (told.position > 0 && !room_.drawn());
}

bool LiveRoom::has_ended(std::uint32_t entry) const {
    const std::lock_guard lock(mutex_);
    const auto state = room_.state(entry);
    return state && *state > EntryState::shopping;
}

api::RoomPhase LiveRoom::phase(Timestamp now) const {
    const EventStatus status = status_at(event_->record, now);
    if (is_over(status)) return api::RoomPhase::closed;
    if (!room_.drawn()) return api::RoomPhase::before_draw;
    if (record_.limits.paused || status == EventStatus::paused) return api::RoomPhase::paused;
    if (seats_left_ == 0) return api::RoomPhase::sold_out;
    return api::RoomPhase::open;
}

api::QueueStatus LiveRoom::status(const Waiter& waiter, const EntrantId& entrant, Timestamp now) const {
    api::QueueStatus status;
    status.commitment = commitment_;
    status.entrant_id = to_hex(entrant);
    const std::lock_guard lock(mutex_);
    status.event_id = record_.event;
    status.phase = phase(now);
    status.accounts_only = record_.limits.accounts_only;
    status.waiting = room_.waiting();
    status.seats_left = seats_left_;
    status.opens_at = event_->record.on_sale_date;
    status.server_now = now;
    if (!room_.drawn()) status.beacon = beacon();
    if (waiter.entry) {
        const bool shops = waiter.state == EntryState::shopping;
        status.status = shops ? api::QueueState::active : api::QueueState::queued;
        status.position = waiter.position;
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

Crowd LiveRoom::crowd() const {
    const std::lock_guard lock(mutex_);
    return {room_.waiting(), room_.active()};
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
    view.accounts_only = record_.limits.accounts_only;
    view.beacon = beacon();
    view.awaits_beacon = awaits_beacon() && now >= event_->record.on_sale_date;
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
        draw.beacon = beacon();
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
