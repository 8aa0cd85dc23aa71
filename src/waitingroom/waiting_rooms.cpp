#include "waitingroom/waiting_rooms.hpp"

#include "base/cancellation.hpp"
#include "base/shield.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

namespace fairgate {
namespace {

std::unexpected<QueueFailure> refuse(QueueError error) {
    return std::unexpected(QueueFailure{.error = error});
}

}  // namespace

WaitingRooms::WaitingRooms(Ports ports, Keys keys, RoomRules rules)
    : ports_(std::move(ports)),
      rules_(rules),
      key_(keys.places),
      tokens_(keys.places),
      receipts_(keys.receipts),
      limiter_(ports_.clock, rules.joins) {}

Task<void> WaitingRooms::load() {
    for (auto& record : co_await ports_.store.rooms()) {
        const EventPtr event = co_await ports_.catalog.find(record.event);
        if (!event) continue;
        LiveRoomPtr room = co_await build(event, std::move(record));
        const std::lock_guard lock(mutex_);
        rooms_.emplace(event->record.id, std::move(room));
    }
}

Task<void> WaitingRooms::run() {
    for (;;) {
        try {
            co_await tick();
        } catch (const std::exception& error) {
            if (was_cancelled(error)) throw;
            spdlog::warn("waiting rooms: {}", error.what());
        }
        co_await ports_.clock.sleep_for(kTick);
    }
}

Task<void> WaitingRooms::tick() {
    std::vector<LiveRoomPtr> rooms;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [event, room] : rooms_) rooms.push_back(room);
    }
    for (const auto& room : rooms) {
        try {
            co_await tick_room(room);
        } catch (const std::exception& error) {
            if (was_cancelled(error)) throw;
            spdlog::warn("waiting room of event {}: {}", room->id().text(), error.what());
        }
    }
}

Task<void> WaitingRooms::tick_room(LiveRoomPtr room) {
    EventPtr event = co_await ports_.catalog.find(room->id());
    const std::uint32_t seats = co_await ports_.seats_left(room->id());
    room->refresh(event ? std::move(event) : room->event(), seats);
    Timestamp now = ports_.clock.now();
    if (room->is_draw_due(now)) co_await hold_draw(room);
    if (room->has_due(now)) {
        const auto ended = co_await ports_.store.expire(room->id(), now);
        room->ended(ended);
    }
    now = ports_.clock.now();
    auto turns = room->plan_turns(now);
    if (!turns.empty()) {
        const Timestamp until = now + rules_.turn;
        const auto given = co_await ports_.store.give_turns(room->id(), std::move(turns), until);
        room->admitted(given, now, until);
    }
    room->record_moment(now);
}

Task<void> WaitingRooms::hold_draw(LiveRoomPtr room) {
    const RoomRecord record = co_await ports_.store.draw(room->id(), ports_.clock.now());
    // What counts is what the store had at that moment: somebody may not have been told yet.
    auto entries =
        std::make_shared<const std::vector<EntryRecord>>(co_await ports_.store.entries(room->id()));
    const auto order = co_await compute_order(room, record, entries);
    for (const auto& entry : *entries) room->add(entry);
    room->draw(record, order);
    spdlog::info("waiting room of event {}: {} entrants drawn", room->id().text(), order.size());
}

Task<LiveRoomPtr> WaitingRooms::build(EventPtr event, RoomRecord record) {
    const EventId id = record.event;
    auto room = std::make_shared<LiveRoom>(event, record, room_key(key_, id));
    auto entries = std::make_shared<const std::vector<EntryRecord>>(co_await ports_.store.entries(id));
    for (const auto& entry : *entries) room->add(entry);
    if (record.drawn_at) {
        const auto order = co_await compute_order(room, record, entries);
        room->draw(record, order);
    }
    const std::uint32_t seats = co_await ports_.seats_left(id);
    room->refresh(std::move(event), seats);
    co_return room;
}

Task<std::vector<std::uint32_t>> WaitingRooms::compute_order(
    LiveRoomPtr room, RoomRecord record, std::shared_ptr<const std::vector<EntryRecord>> entries) {
    using Order = std::vector<std::uint32_t>;
    auto pool = ports_.pool;
    auto start = [pool, room, record, entries](Resume<Order> resume) {
        asio::post(pool, [room, record, entries, resume] {
            resume(nullptr, order_of(room->key(), record, *entries));
        });
    };
    Order order = co_await suspend<Order>(std::move(start));
    co_return order;
}

LiveRoomPtr WaitingRooms::known(EventId event) const {
    const std::lock_guard lock(mutex_);
    const auto found = rooms_.find(event);
    return found == rooms_.end() ? nullptr : found->second;
}

Task<WaitingRooms::Found> WaitingRooms::find(EventId id) {
    LiveRoomPtr room = known(id);
    if (room) co_return room;
    const EventPtr event = co_await ports_.catalog.find(id);
    if (!event) co_return refuse(QueueError::unknown_event);
    if (!event->record.high_demand) co_return refuse(QueueError::no_waiting_room);
    DrawSeed seed;
    ports_.random.fill(std::as_writable_bytes(std::span(seed)));
    const RoomRecord record = co_await ports_.store.open(id, seed, rules_.limits);
    LiveRoomPtr built = co_await build(event, record);
    {
        // Whoever was first has the room: somebody may have joined it already.
        const std::lock_guard lock(mutex_);
        room = rooms_.emplace(id, std::move(built)).first->second;
    }
    // A sale that has begun without a room has no pre-queue to draw.
    if (room->is_draw_due(ports_.clock.now())) co_await hold_draw(room);
    co_return room;
}

QueueAnswer WaitingRooms::answer(const LiveRoom& room, const Visitor& visitor) const {
    const Timestamp now = ports_.clock.now();
    const auto hint = tokens_.read(visitor.token, room.id(), visitor.session, now);
    const Waiter waiter = room.find(visitor.session, hint, now);
    QueueAnswer answer{room.status(waiter, now), {}};
    if (waiter.entry && waiter.entry != hint) {
        answer.token = tokens_.issue({room.id(), visitor.session, *waiter.entry}, now);
    }
    return answer;
}

Task<QueueResult> WaitingRooms::status(EventId event, Visitor visitor) {
    const Found room = co_await find(event);
    if (!room) co_return std::unexpected(room.error());
    co_return answer(**room, visitor);
}

Task<QueueResult> WaitingRooms::join(EventId event, Visitor visitor) {
    const Found room = co_await find(event);
    if (!room) co_return std::unexpected(room.error());
    const Timestamp now = ports_.clock.now();
    const bool is_new = !(*room)->find(visitor.session, std::nullopt, now).entry;
    if (is_new) {
        const auto wait = limiter_.take(visitor.address);
        if (wait) co_return std::unexpected(QueueFailure{QueueError::too_fast, *wait});
    }
    QueueAnswer joined = co_await shielded(group_, join_now(*room, visitor.session));
    co_return joined;
}

Task<QueueAnswer> WaitingRooms::join_now(LiveRoomPtr room, SessionId session) {
    Timestamp now = ports_.clock.now();
    Waiter waiter = room->find(session, std::nullopt, now);
    const bool is_closed = room->status(waiter, now).phase == api::RoomPhase::closed;
    if (!waiter.entry && !is_closed) {
        // A window that has just ended would still be this session's entry for the store.
        if (room->has_due(now)) room->ended(co_await ports_.store.expire(room->id(), now));
        const JoinedEntry joined = co_await ports_.store.join(room->id(), session, now);
        room->add({joined.entry, session, EntryState::waiting, {}});
        now = ports_.clock.now();
        waiter = room->find(session, joined.entry, now);
    }
    QueueAnswer answer{room->status(waiter, now), {}};
    if (waiter.entry) {
        answer.token = tokens_.issue({room->id(), session, *waiter.entry}, now);
        answer.status.receipt = receipts_.sign({room->id(), entrant_of(room->key(), session), now});
    }
    co_return answer;
}

Task<QueueResult> WaitingRooms::enter(EventId event, Visitor visitor) {
    const Found room = co_await find(event);
    if (!room) co_return std::unexpected(room.error());
    const Waiter waiter = (*room)->find(visitor.session, std::nullopt, ports_.clock.now());
    if (!waiter.entry || waiter.state == EntryState::waiting) co_return refuse(QueueError::not_your_turn);
    if (waiter.state == EntryState::turn) {
        const bool entered = co_await shielded(group_, enter_now(*room, *waiter.entry));
        if (!entered) co_return refuse(QueueError::not_your_turn);
    }
    co_return answer(**room, visitor);
}

Task<bool> WaitingRooms::enter_now(LiveRoomPtr room, std::uint32_t entry) {
    const Timestamp now = ports_.clock.now();
    const bool entered = co_await ports_.store.enter(room->id(), entry, now, now + rules_.window);
    if (entered) room->advance(entry, EntryState::shopping, now + rules_.window);
    co_return entered;
}

Task<bool> WaitingRooms::end_now(LiveRoomPtr room, std::uint32_t entry, EntryState how) {
    const bool ended = co_await ports_.store.end(room->id(), entry, how);
    if (ended) room->advance(entry, how);
    co_return ended;
}

Task<QueueResult> WaitingRooms::leave(EventId event, Visitor visitor) {
    const Found room = co_await find(event);
    if (!room) co_return std::unexpected(room.error());
    const Waiter waiter = (*room)->find(visitor.session, std::nullopt, ports_.clock.now());
    if (waiter.entry) co_await shielded(group_, end_now(*room, *waiter.entry, EntryState::left));
    co_return answer(**room, visitor);
}

Task<void> WaitingRooms::purchased(EventId event, SessionId session) {
    const LiveRoomPtr room = known(event);
    if (!room) co_return;
    const Waiter waiter = room->find(session, std::nullopt, ports_.clock.now());
    if (waiter.state != EntryState::shopping) co_return;
    co_await shielded(group_, end_now(room, *waiter.entry, EntryState::done));
}

Task<bool> WaitingRooms::admits(EventId id, SessionId session) {
    const EventPtr event = co_await ports_.catalog.find(id);
    if (!event || !event->record.high_demand) co_return true;
    if (ports_.catalog.status_of(*event) != EventStatus::on_sale) co_return true;
    const Found room = co_await find(id);
    if (!room) co_return true;
    co_return (*room)->find(session, std::nullopt, ports_.clock.now()).state == EntryState::shopping;
}

Task<std::expected<std::shared_ptr<const std::string>, QueueFailure>> WaitingRooms::draw_json(EventId event) {
    using Text = std::shared_ptr<const std::string>;
    {
        const std::lock_guard lock(mutex_);
        const auto kept = draws_.find(event);
        if (kept != draws_.end()) co_return kept->second;
    }
    const Found room = co_await find(event);
    if (!room) co_return std::unexpected(room.error());
    auto pool = ports_.pool;
    auto start = [pool, live = *room](Resume<std::pair<bool, Text>> resume) {
        asio::post(pool, [live, resume] {
            const auto draw = live->public_draw();
            resume(nullptr, std::pair(draw.drawn, std::make_shared<const std::string>(to_json_text(draw))));
        });
    };
    auto [drawn, text] = co_await suspend<std::pair<bool, Text>>(std::move(start));
    if (drawn) {
        const std::lock_guard lock(mutex_);
        draws_.insert_or_assign(event, text);
    }
    co_return text;
}

Task<std::expected<api::RoomOverview, QueueFailure>> WaitingRooms::overview(EventId event) {
    const Found room = co_await find(event);
    if (!room) co_return std::unexpected(room.error());
    co_return (*room)->overview(ports_.clock.now());
}

Task<std::expected<api::RoomOverview, QueueFailure>> WaitingRooms::adjust(EventId event,
                                                                          api::AdjustRoomRequest change) {
    const Found room = co_await find(event);
    if (!room) co_return std::unexpected(room.error());
    RoomLimits limits = (*room)->limits();
    limits.paused = change.paused.value_or(limits.paused);
    limits.shoppers_max = change.shoppers_max.value_or(limits.shoppers_max);
    limits.rate_per_minute = change.rate_per_minute.value_or(limits.rate_per_minute);
    co_await ports_.store.set_limits(event, limits);
    const Timestamp now = ports_.clock.now();
    (*room)->set_limits(limits, now);
    co_return (*room)->overview(now);
}

}  // namespace fairgate
