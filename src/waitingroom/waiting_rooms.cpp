#include "waitingroom/waiting_rooms.hpp"

#include "base/cancellation.hpp"
#include "base/shield.hpp"
#include "waitingroom/queue_errors.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <cmath>

namespace fairgate {
namespace {

std::unexpected<QueueFailure> refuse(QueueError error) {
    return std::unexpected(QueueFailure{.error = error});
}

/// A place that was given up, for whoever has not heard of it.
Place ended(Place place) {
    place.state = EntryState::done;
    return place;
}

}  // namespace

WaitingRooms::WaitingRooms(Ports ports, Keys keys, RoomRules rules)
    : ports_(std::move(ports)),
      rules_(rules),
      key_(keys.places),
      tokens_(keys.places),
      receipts_(keys.receipts),
      limiter_(ports_.clock, rules.joins),
      codes_(keys.codes),
      code_limiter_(ports_.clock, rules.codes),
      work_(keys.places, rules.work_bits),
      reader_(ports_.store, ports_.clock, ports_.pool) {}

Task<void> WaitingRooms::load() {
    co_await read_changes();
}

Task<void> WaitingRooms::run(Duty duty) {
    for (;;) {
        try {
            co_await tick(duty);
        } catch (const std::exception& error) {
            if (was_cancelled(error)) throw;
            spdlog::warn("waiting rooms: {}", error.what());
        }
        co_await ports_.clock.sleep_for(rest());
    }
}

std::chrono::milliseconds WaitingRooms::rest() const {
    std::chrono::milliseconds rest = kTick;
    const Timestamp moment = now();
    for (const auto& room : all()) {
        const Timestamp opens_at = room->event()->record.on_sale_date;
        if (opens_at > moment) rest = std::min(rest, opens_at - moment);
    }
    return rest;
}

Task<void> WaitingRooms::tick(Duty duty) {
    co_await read_changes();
    for (const auto& room : all()) {
        try {
            co_await tick_room(room, duty);
        } catch (const std::exception& error) {
            if (was_cancelled(error)) throw;
            spdlog::warn("waiting room of event {}: {}", room->id().text(), error.what());
        }
    }
    if (duty == Duty::work) co_await open_rooms();
}

Task<void> WaitingRooms::open_rooms() {
    if (!ports_.in_demand || ports_.clock.now() < opens_rooms_at_) co_return;
    opens_rooms_at_ = ports_.clock.now() + kOpening;
    for (const EventId event : co_await ports_.in_demand()) co_await find(event);
}

Task<void> WaitingRooms::drain() {
    co_await group_.join();
    co_await reader_.drain();
}

std::vector<LiveRoomPtr> WaitingRooms::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<LiveRoomPtr> rooms;
    for (const auto& [event, room] : rooms_) rooms.push_back(room);
    return rooms;
}

Task<void> WaitingRooms::read_changes() {
    co_await reader_.read_clock();
    for (auto& record : co_await ports_.store.rooms()) {
        const EventId event = record.event;
        try {
            co_await read_room(std::move(record));
        } catch (const std::exception& error) {
            if (was_cancelled(error)) throw;
            spdlog::warn("waiting room of event {}: {}", event.text(), error.what());
        }
    }
}

Task<void> WaitingRooms::read_room(RoomRecord record) {
    const LiveRoomPtr room = known(record.event);
    if (room && room->version() >= record.version) co_return;
    if (room) {
        co_await reader_.catch_up(room);
        co_return;
    }
    const EventPtr event = co_await ports_.catalog.find(record.event);
    if (!event) co_return;
    LiveRoomPtr built = co_await build(event, std::move(record));
    const std::lock_guard lock(mutex_);
    rooms_.emplace(event->record.id, std::move(built));
}

Task<void> WaitingRooms::catch_up(EventId event) {
    const LiveRoomPtr room = known(event);
    if (!room || !is_shared()) co_return;
    try {
        co_await reader_.catch_up(room);
    } catch (const std::exception& error) {
        if (was_cancelled(error)) throw;
        spdlog::warn("waiting room of event {}: {}", event.text(), error.what());
    }
}

Task<void> WaitingRooms::tick_room(LiveRoomPtr room, Duty duty) {
    EventPtr event = co_await ports_.catalog.find(room->id());
    const std::uint32_t seats = co_await ports_.seats_left(room->id());
    room->refresh(event ? std::move(event) : room->event(), seats);
    if (duty == Duty::work) co_await turn_over(room);
    room->record_moment(now());
}

Task<void> WaitingRooms::turn_over(LiveRoomPtr room) {
    if (room->is_draw_due(now())) co_await hold_draw(room);
    const Timestamp moment = now();
    auto turns = room->plan_turns(moment);
    if (!turns.empty() || room->has_due(moment)) {
        const auto update =
            co_await ports_.store.give_turns(room->id(), std::move(turns), ports_.clock.now(), rules_.turn);
        learn(room, update);
    }
}

Task<void> WaitingRooms::hold_draw(LiveRoomPtr room) {
    const RoomRecord closed = co_await ports_.store.draw(room->id(), ports_.clock.now());
    // An empty list needs no beacon.
    const bool waits_in_vain = closed.first_later == 0 || now() >= room->beacon_deadline();
    if (closed.drawn_at && room->wants_beacon() && waits_in_vain) {
        co_await ports_.store.settle_beacon(room->id(), {});
    }
    tell(room->id());
    // What counts is what the store had at that moment: somebody may not have been told yet.
    co_await reader_.catch_up(room);
}

Task<LiveRoomPtr> WaitingRooms::build(EventPtr event, RoomRecord record) {
    const EventId id = record.event;
    auto room = std::make_shared<LiveRoom>(event, std::move(record), room_key(key_, id));
    co_await reader_.catch_up(room);
    const std::uint32_t seats = co_await ports_.seats_left(id);
    room->refresh(std::move(event), seats);
    co_return room;
}

void WaitingRooms::learn(const LiveRoomPtr& room, const RoomUpdate& update) {
    room->apply(update, now());
    if (!update.entries.empty()) tell(room->id());
}

void WaitingRooms::tell(EventId event) {
    if (is_shared()) ports_.changed(event);
}

/// What is known of the session's entry; with a look at what others did, unless it has come as far as
/// `state`.
Task<Waiter> WaitingRooms::find_at_least(LiveRoomPtr room, SessionId session, EntryState state) {
    Waiter waiter = room->find(session, std::nullopt, now());
    if (is_shared() && (!waiter.entry || waiter.state < state)) {
        co_await reader_.catch_up(room);
        waiter = room->find(session, std::nullopt, now());
    }
    co_return waiter;
}

LiveRoomPtr WaitingRooms::known(EventId event) const {
    const std::lock_guard lock(mutex_);
    const auto found = rooms_.find(event);
    return found == rooms_.end() ? nullptr : found->second;
}

std::optional<std::string> WaitingRooms::commitment(EventId event) const {
    const LiveRoomPtr room = known(event);
    if (!room) return std::nullopt;
    return room->commitment();
}

Task<WaitingRooms::Found> WaitingRooms::find(EventId id) {
    LiveRoomPtr room = known(id);
    if (room) co_return room;
    const EventPtr event = co_await ports_.catalog.find(id);
    if (!event) co_return refuse(QueueError::unknown_event);
    if (!event->record.high_demand) co_return refuse(QueueError::no_waiting_room);
    DrawSeed seed;
    ports_.random.fill(std::as_writable_bytes(std::span(seed)));
    RoomLimits limits = rules_.limits;
    limits.accounts_only = event->record.accounts_only;
    const RoomRecord record = co_await ports_.store.open(id, seed, limits);
    LiveRoomPtr built = co_await build(event, record);
    {
        // Whoever was first has the room: somebody may have joined it already.
        const std::lock_guard lock(mutex_);
        room = rooms_.emplace(id, std::move(built)).first->second;
    }
    // A sale that has begun without a room has no pre-queue to draw.
    if (room->is_draw_due(now())) co_await hold_draw(room);
    co_return room;
}

/// The room; the visitor becomes who holds the entries there.
Task<WaitingRooms::Found> WaitingRooms::find(EventId event, Visitor& visitor) {
    Found room = co_await find(event);
    if (room) visitor.session = (*room)->holder(visitor.session, visitor.user);
    co_return room;
}

QueueAnswer WaitingRooms::answer(const LiveRoom& room, const Visitor& visitor) const {
    return answer(room, visitor.session, tokens_.read(visitor.token, room.id(), visitor.session, now()));
}

QueueAnswer WaitingRooms::answer(const LiveRoom& room, SessionId session,
                                 const std::optional<Place>& told) const {
    const Timestamp moment = now();
    const Waiter waiter = room.find(session, told, moment);
    const EntrantId entrant = told ? told->entrant : entrant_of(room.key(), session);
    QueueAnswer answer{room.status(waiter, entrant, moment), {}};
    if (!waiter.entry) {
        if (work_.is_asked()) {
            answer.status.challenge = {work_.issue(room.id(), session, moment), work_.bits()};
        }
        const bool is_news = is_shared() && told && told->state <= EntryState::shopping;
        if (is_news && room.has_ended(told->entry)) answer.token = tokens_.issue(ended(*told), moment);
        return answer;
    }
    const Place place{room.id(), session, *waiter.entry, waiter.state, waiter.position, entrant};
    const bool is_other = !told || told->entry != place.entry;
    // A single node never says less than before; of several, each must know what the others said.
    const bool is_more =
        is_shared() && !is_other && (told->state != place.state || told->position != place.position);
    if (is_other || is_more) answer.token = tokens_.issue(place, moment);
    return answer;
}

std::optional<QueueAnswer> WaitingRooms::status_at_hand(EventId event, const Visitor& visitor) const {
    const LiveRoomPtr room = known(event);
    if (!room) return std::nullopt;
    const SessionId holder = room->holder(visitor.session, visitor.user);
    const auto told = tokens_.read(visitor.token, event, holder, now());
    if (told && room->is_behind(*told)) return std::nullopt;
    return answer(*room, holder, told);
}

Task<QueueResult> WaitingRooms::status(EventId event, Visitor visitor) {
    auto at_hand = status_at_hand(event, visitor);
    if (at_hand) co_return std::move(*at_hand);
    const Found room = co_await find(event, visitor);
    if (!room) co_return std::unexpected(room.error());
    const auto told = tokens_.read(visitor.token, event, visitor.session, now());
    if (told && (*room)->is_behind(*told)) co_await reader_.catch_up(*room);
    co_return answer(**room, visitor.session, told);
}

Task<QueueResult> WaitingRooms::join(EventId event, Visitor visitor, std::string proof) {
    const Found room = co_await find(event, visitor);
    if (!room) co_return std::unexpected(room.error());
    if ((*room)->asks_for_accounts() && !visitor.user) co_return refuse(QueueError::account_required);
    const bool is_new = !(*room)->find(visitor.session, std::nullopt, now()).entry;
    if (is_new && work_.is_asked() && !work_.accepts(proof, event, visitor.session, now())) {
        co_return refuse(QueueError::proof_required);
    }
    if (is_new) {
        const auto wait = co_await wait_to_join(visitor.address);
        if (wait) co_return std::unexpected(QueueFailure{QueueError::too_fast, *wait});
    }
    QueueResult joined = co_await shielded(group_, join_now(*room, std::move(visitor)));
    co_return joined;
}

/// How long an address has to wait; empty when somebody may join from it now, which is counted.
Task<std::optional<std::chrono::seconds>> WaitingRooms::wait_to_join(std::string address) {
    if (const auto wait = limiter_.take(address)) co_return wait;
    if (!ports_.share_join) co_return std::nullopt;
    const auto left = co_await ports_.share_join(std::move(address));
    if (!left || *left >= 0) co_return std::nullopt;
    co_return std::chrono::seconds{static_cast<std::int64_t>(std::ceil(-*left / rules_.joins.per_second))};
}

Task<QueueResult> WaitingRooms::join_now(LiveRoomPtr room, Visitor visitor) {
    Waiter before = room->find(visitor.session, std::nullopt, now());
    if (is_shared() && before.entry) {
        // It may have ended elsewhere.
        co_await reader_.catch_up(room);
        before = room->find(visitor.session, std::nullopt, now());
    }
    if (!before.entry && !room->is_closed(now())) {
        const auto update = co_await ports_.store.join(room->id(), visitor.session, ports_.clock.now());
        learn(room, update);
        if (update.entries.empty()) co_return refuse(QueueError::rules_changed);
    }
    const auto told = tokens_.read(visitor.token, room->id(), visitor.session, now());
    if (told && room->is_behind(*told)) co_await reader_.catch_up(room);
    co_return joined(room, visitor);
}

/// The answer to who has just joined: with a token, and with the receipt of who waits.
QueueAnswer WaitingRooms::joined(const LiveRoomPtr& room, const Visitor& visitor) const {
    const auto told = tokens_.read(visitor.token, room->id(), visitor.session, now());
    QueueAnswer joined = answer(*room, visitor.session, told);
    const Waiter waiter = room->find(visitor.session, told, now());
    if (!waiter.entry) return joined;
    const EntrantId entrant = told ? told->entrant : entrant_of(room->key(), visitor.session);
    const Place place{room->id(), visitor.session, *waiter.entry, waiter.state, waiter.position, entrant};
    joined.token = tokens_.issue(place, now());
    // Who shops before the draw has no part in it, and must not hold a proof of having been left out.
    if (waiter.state == EntryState::shopping && !room->drawn()) return joined;
    joined.status.receipt = receipts_.sign({room->id(), entrant, now()});
    return joined;
}

Task<QueueResult> WaitingRooms::redeem(EventId event, Visitor visitor, std::string code) {
    const Found room = co_await find(event, visitor);
    if (!room) co_return std::unexpected(room.error());
    const auto wait = code_limiter_.take(visitor.address);
    if (wait) co_return std::unexpected(QueueFailure{QueueError::too_fast, *wait});
    const auto shown = codes_.read(code, event, now());
    if (!shown) co_return refuse(error_of(shown.error()));
    const Timestamp opens_at = (*room)->event()->record.on_sale_date;
    if (now() >= opens_at) co_return refuse(QueueError::code_expired);
    if ((*room)->asks_for_accounts() && !visitor.user) co_return refuse(QueueError::account_required);
    const CodeUse use{shown->serial, shown->uses_max, std::min(shown->until, opens_at)};
    QueueResult joined = co_await shielded(group_, redeem_now(*room, std::move(visitor), use));
    co_return joined;
}

Task<QueueResult> WaitingRooms::redeem_now(LiveRoomPtr room, Visitor visitor, CodeUse use) {
    const Redeemed redeemed =
        co_await ports_.store.redeem(room->id(), visitor.session, use, ports_.clock.now(), rules_.window);
    learn(room, redeemed.update);
    if (const auto error = error_of(redeemed.outcome)) co_return refuse(*error);
    co_return joined(room, visitor);
}

Task<QueueResult> WaitingRooms::enter(EventId event, Visitor visitor) {
    const Found room = co_await find(event, visitor);
    if (!room) co_return std::unexpected(room.error());
    const Waiter waiter = co_await find_at_least(*room, visitor.session, EntryState::turn);
    if (!waiter.entry || waiter.state == EntryState::waiting) co_return refuse(QueueError::not_your_turn);
    if (waiter.state == EntryState::turn) {
        const EntryState state = co_await shielded(group_, enter_now(*room, visitor.session, *waiter.entry));
        if (state != EntryState::shopping) co_return refuse(QueueError::not_your_turn);
    }
    co_return answer(**room, visitor);
}

Task<EntryState> WaitingRooms::enter_now(LiveRoomPtr room, SessionId session, std::uint32_t entry) {
    const auto update = co_await ports_.store.enter(room->id(), entry, ports_.clock.now(), rules_.window);
    learn(room, update);
    // It has ended, or another node was faster.
    if (update.entries.empty()) co_await reader_.catch_up(room);
    co_return room->find(session, std::nullopt, now()).state;
}

Task<bool> WaitingRooms::end_now(LiveRoomPtr room, std::uint32_t entry, EntryState how) {
    const auto update = co_await ports_.store.end(room->id(), entry, how);
    learn(room, update);
    if (update.entries.empty()) co_await reader_.catch_up(room);
    co_return !update.entries.empty();
}

Task<QueueResult> WaitingRooms::leave(EventId event, Visitor visitor) {
    const Found room = co_await find(event, visitor);
    if (!room) co_return std::unexpected(room.error());
    const Waiter waiter = co_await find_at_least(*room, visitor.session, EntryState::waiting);
    if (waiter.entry) co_await shielded(group_, end_now(*room, *waiter.entry, EntryState::left));
    co_return answer(**room, visitor);
}

Task<void> WaitingRooms::purchased(EventId event, Session session) {
    const LiveRoomPtr room = known(event);
    if (!room) co_return;
    const Waiter waiter =
        co_await find_at_least(room, room->holder(session.id, session.user), EntryState::shopping);
    if (waiter.state != EntryState::shopping) co_return;
    co_await shielded(group_, end_now(room, *waiter.entry, EntryState::done));
}

Task<std::optional<SaleAccess>> WaitingRooms::admits(EventId id, Session session) {
    const EventPtr event = co_await ports_.catalog.find(id);
    if (!event || !event->record.high_demand) co_return SaleAccess::general;
    const EventStatus status = ports_.catalog.status_of(*event);
    const bool is_sold = may_buy(status, SaleAccess::presale);
    if (!is_sold) co_return SaleAccess::general;
    const Found room = co_await find(id);
    if (!room) co_return SaleAccess::general;
    const Waiter waiter =
        co_await find_at_least(*room, (*room)->holder(session.id, session.user), EntryState::shopping);
    const bool shops = waiter.state == EntryState::shopping;
    // Before the sale nobody else may buy, which others will say.
    if (status == EventStatus::upcoming) co_return shops ? SaleAccess::presale : SaleAccess::general;
    co_return shops ? std::optional(SaleAccess::general) : std::nullopt;
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
    co_return (*room)->overview(now());
}

Crowd WaitingRooms::crowd() const {
    Crowd sum;
    for (const auto& room : all()) {
        const Crowd here = room->crowd();
        sum.waiting += here.waiting;
        sum.active += here.active;
    }
    return sum;
}

Task<std::expected<api::RoomOverview, QueueFailure>> WaitingRooms::set_beacon(EventId event, Bytes value) {
    const Found room = co_await find(event);
    if (!room) co_return std::unexpected(room.error());
    if (!(*room)->event()->record.beacon) co_return refuse(QueueError::no_beacon);
    const RoomRecord settled = co_await ports_.store.settle_beacon(event, value);
    if (!settled.beacon_settled) co_return refuse(QueueError::beacon_too_early);
    if (settled.beacon_value != value) co_return refuse(QueueError::beacon_settled);
    tell(event);
    co_await reader_.catch_up(*room);
    co_return (*room)->overview(now());
}

Task<std::expected<api::RoomOverview, QueueFailure>> WaitingRooms::adjust(EventId event,
                                                                          api::AdjustRoomRequest change) {
    const Found room = co_await find(event);
    if (!room) co_return std::unexpected(room.error());
    const LimitsChange limits{change.paused, change.shoppers_max, change.rate_per_minute,
                              change.accounts_only};
    const RoomRecord adjusted = co_await ports_.store.adjust(event, limits, ports_.clock.now());
    (*room)->apply({adjusted, {}}, now());
    if (change.accounts_only.value_or(adjusted.limits.accounts_only) != adjusted.limits.accounts_only) {
        co_return refuse(QueueError::room_in_use);
    }
    tell(event);
    co_return (*room)->overview(now());
}

}  // namespace fairgate
