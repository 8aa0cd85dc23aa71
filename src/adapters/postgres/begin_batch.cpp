#include "adapters/postgres/begin_batch.hpp"

#include "adapters/postgres/order_rows.hpp"
#include "adapters/postgres/session_lock.hpp"

#include <algorithm>

namespace fairgate::postgres {
namespace {

constexpr std::string_view kLockKnown =
    "SELECT id, idempotency_key, status = 'declined', fingerprint FROM orders"
    " WHERE idempotency_key = ANY ($1::text[]) ORDER BY id FOR UPDATE";

constexpr std::string_view kPaying =
    "SELECT hold_id FROM orders WHERE hold_id = ANY ($1::bigint[]) AND status = 'pending'";

/// The seats of live holds of event $1, in the order in which everybody locks them. One item an order: $2
/// number, $3 session, $4 hold; $5 is the caller's time.
constexpr std::string_view kLockHolds =
    "SELECT h.number, s.seat_index, s.held_until FROM ("
    " SELECT h.*, k.seat FROM unnest($2::bigint[], $3::bigint[], $4::bigint[])"
    " AS h (number, session, hold) CROSS JOIN LATERAL (SELECT unnest(seats) AS seat FROM holds"
    " WHERE event_id = $1::bigint AND session_id = h.session OFFSET 0) k"
    " ORDER BY k.seat OFFSET 0) h CROSS JOIN LATERAL ("
    " SELECT seat_index, held_until FROM seats WHERE event_id = $1 AND seat_index = h.seat"
    " AND status = 1 AND held_by_session = h.session AND hold_id = h.hold"
    " AND held_until > (SELECT fairgate_now($5::bigint)) FOR UPDATE) s";

/// What accounts $2 have bought of event $1 and are paying for, account by account and order by order: as a
/// join that could be planned as reading all of the event.
constexpr std::string_view kBought =
    "SELECT r.buyer, (SELECT coalesce(sum((SELECT count(*) FROM order_items i WHERE i.event_id = b.event_id"
    " AND i.order_id = b.id AND (b.status = 'pending' OR NOT i.voided))), 0)::bigint"
    " FROM orders b WHERE b.event_id = $1::bigint AND b.user_id = r.buyer)"
    " FROM unnest($2::bigint[]) AS r (buyer)";

constexpr std::string_view kInsertOrders =
    "INSERT INTO orders (id, event_id, session_id, user_id, hold_id, email, status, subtotal, fees,"
    " total_amount, currency, attempt, payment_deadline, hold_expires_at, idempotency_key, fingerprint,"
    " created_at, updated_at, trace)"
    " SELECT id, event, session, buyer, hold, email, 'pending', subtotal, fees, subtotal + fees, currency, 1,"
    " deadline, hold_end, key, fingerprint, $15::bigint, $15::bigint, trace"
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[],"
    " $7::bigint[], $8::bigint[], $9::text[], $10::bigint[], $11::bigint[], $12::text[], $13::bytea[],"
    " $14::text[]) AS o (id, event, session, buyer, hold, email, subtotal, fees, currency, deadline, "
    "hold_end,"
    " key, fingerprint, trace)";

/// The key of a declined order pays again: another card, and the hold as it is now.
constexpr std::string_view kReopenOrder =
    "UPDATE orders SET status = 'pending', attempt = attempt + 1, email = $1, subtotal = $2, fees = $3,"
    " total_amount = $4, payment_deadline = $5, hold_expires_at = $6, user_id = coalesce(user_id, $7),"
    " updated_at = $8, trace = $10 WHERE id = $9 AND status = 'declined'";

constexpr std::string_view kDeleteItems = "DELETE FROM order_items WHERE event_id = $1 AND order_id = $2";

constexpr std::string_view kInsertItems =
    "INSERT INTO order_items (event_id, order_id, seat_index, price, fee, voided)"
    " SELECT event, order_id, seat, price, fee, true"
    " FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[], $5::bigint[])"
    " AS i (event, order_id, seat, price, fee)";

/// Of event $1, one item a seat: $2 seat, $3 how long its payment needs the hold from now on; $4 is the
/// caller's time. They are locked.
constexpr std::string_view kExtendHolds =
    "UPDATE seats s SET version = s.version + 1,"
    " held_until = greatest(s.held_until, (SELECT fairgate_now($4::bigint)) + h.lasting)"
    " FROM unnest($2::int[], $3::bigint[]) AS h (seat, lasting)"
    " WHERE s.event_id = $1 AND s.seat_index = h.seat"
    " RETURNING s.hold_id, s.seat_index, s.held_until, s.version";

}  // namespace

Task<std::vector<BeginResult>> BeginBatch::run(Connection& connection) {
    const std::vector<Rows> found = co_await connection.begin(look());
    read_known(found[1]);
    for (const Row row : found[2]) paying_.insert(row.id<HoldId>(0));
    auto next = found.begin() + 3;
    for (std::size_t i = 0; i < events_.size(); ++i) read_holds(*next++);
    for (auto& [event, bought] : bought_) read_bought(*next++, bought);
    for (std::size_t number = 0; number < orders_.size(); ++number) outcomes_.push_back(decide(number));
    // Two nodes that insert the same keys in another order would wait for each other.
    std::ranges::sort(started_, {}, [](const Started& one) { return one.order->idempotency_key; });
    const std::vector<Rows> answers = co_await connection.commit(writes());
    co_return results(answers);
}

std::vector<Call> BeginBatch::look() {
    std::vector<std::pair<EventId, SessionId>> holders;
    std::vector<HoldId> holds;
    for (const auto& order : orders_) {
        holders.emplace_back(order.hold.event, order.session.id);
        holds.push_back(order.hold.id);
        events_.insert(order.hold.event);
        if (!is_limited(order)) continue;
        // What an account buys in other sessions must not begin between counting and writing.
        const UserId buyer = *order.session.user;
        holders.emplace_back(order.hold.event, SessionId{buyer.value});
        bought_[order.hold.event].emplace(buyer, 0);
    }
    std::vector<Call> calls{lock_sessions(holders)};
    calls.emplace_back(kLockKnown, keys());
    calls.emplace_back(kPaying, holds);
    for (const EventId event : events_) calls.push_back(lock_holds(event));
    for (const auto& [event, bought] : bought_) {
        std::vector<UserId> buyers;
        for (const auto& [buyer, seats] : bought) buyers.push_back(buyer);
        calls.emplace_back(kBought, event, buyers);
    }
    return calls;
}

bool BeginBatch::is_limited(const NewOrder& order) {
    return order.session.user && order.purchase_limit > 0;
}

Call BeginBatch::lock_holds(EventId event) const {
    std::vector<std::int64_t> numbers;
    std::vector<SessionId> sessions;
    std::vector<HoldId> holds;
    for (std::size_t number = 0; number < orders_.size(); ++number) {
        const auto& order = orders_[number];
        if (order.hold.event != event) continue;
        numbers.push_back(static_cast<std::int64_t>(number));
        sessions.push_back(order.session.id);
        holds.push_back(order.hold.id);
    }
    return Call(kLockHolds, event, numbers, sessions, holds, now_);
}

void BeginBatch::read_known(const Rows& rows) {
    for (const Row row : rows) {
        known_[std::string(row.text(1))] = {row.id<OrderId>(0), row.boolean(2), row.blob(3)};
    }
}

void BeginBatch::read_holds(const Rows& rows) {
    for (const Row row : rows) {
        auto& hold = holds_.at(static_cast<std::size_t>(row.integer(0)));
        hold.seats.push_back(static_cast<SeatIndex>(row.integer(1)));
        hold.expires_at = row.time(2);
    }
}

void BeginBatch::read_bought(const Rows& rows, Bought& bought) {
    for (const Row row : rows) bought[row.id<UserId>(0)] = static_cast<std::size_t>(row.integer(1));
}

BeginOutcome BeginBatch::decide(std::size_t number) {
    const NewOrder& order = orders_[number];
    OrderId id = order.id;
    if (const auto found = known_.find(order.idempotency_key); found != known_.end()) {
        const Known& known = found->second;
        if (!known.is_declined || known.fingerprint != order.fingerprint) return BeginOutcome::key_taken;
        id = known.id;
    }
    if (paying_.contains(order.hold.id)) return BeginOutcome::checkout_in_progress;
    const LiveHold& hold = holds_[number];
    if (hold.seats.empty() || !std::ranges::equal(hold.seats, order.items, {}, {}, &OrderItem::seat)) {
        return BeginOutcome::hold_changed;
    }
    if (is_limited(order)) {
        auto& bought = bought_.at(order.hold.event).at(*order.session.user);
        if (bought + order.items.size() > order.purchase_limit) return BeginOutcome::purchase_limit;
        bought += order.items.size();
    }
    known_[order.idempotency_key] = {id, false, order.fingerprint};
    paying_.insert(order.hold.id);
    started_.push_back({&order, id, hold.expires_at});
    return BeginOutcome::started;
}

std::vector<Call> BeginBatch::writes() const {
    std::vector<Call> calls;
    for (const EventId event : started_events()) calls.push_back(extend_holds(event));
    if (!started_.empty()) {
        calls.push_back(insert_orders());
        for (const auto& one : started_) {
            if (one.is_reopened()) add_reopen_calls(calls, one);
        }
        calls.push_back(insert_items());
    }
    if (const auto others = keys_of_others(); !others.empty()) calls.emplace_back(kFindOrdersByKeys, others);
    return calls;
}

std::set<EventId> BeginBatch::started_events() const {
    std::set<EventId> events;
    for (const auto& one : started_) events.insert(one.order->hold.event);
    return events;
}

void BeginBatch::add_reopen_calls(std::vector<Call>& calls, const Started& one) const {
    const NewOrder& order = *one.order;
    calls.emplace_back(kReopenOrder, order.email, order.subtotal, order.fees, order.subtotal + order.fees,
                       order.payment_deadline, one.hold_expires_at, order.session.user, now_, one.id,
                       order.trace);
    calls.emplace_back(kDeleteItems, order.hold.event, one.id);
}

Call BeginBatch::insert_orders() const {
    std::vector<OrderId> ids;
    std::vector<EventId> events;
    std::vector<SessionId> sessions;
    std::vector<std::optional<UserId>> users;
    std::vector<HoldId> holds;
    std::vector<std::string> emails;
    std::vector<MinorUnits> subtotals;
    std::vector<MinorUnits> fees;
    std::vector<std::string> currencies;
    std::vector<Timestamp> deadlines;
    std::vector<Timestamp> hold_ends;
    std::vector<std::string> new_keys;
    std::vector<Bytes> fingerprints;
    std::vector<std::string> traces;
    for (const auto& one : started_) {
        if (one.is_reopened()) continue;
        const NewOrder& order = *one.order;
        ids.push_back(order.id);
        events.push_back(order.hold.event);
        sessions.push_back(order.session.id);
        users.push_back(order.session.user);
        holds.push_back(order.hold.id);
        emails.push_back(order.email);
        subtotals.push_back(order.subtotal);
        fees.push_back(order.fees);
        currencies.push_back(order.currency);
        deadlines.push_back(order.payment_deadline);
        hold_ends.push_back(one.hold_expires_at);
        new_keys.push_back(order.idempotency_key);
        fingerprints.push_back(order.fingerprint);
        traces.push_back(order.trace);
    }
    return Call(kInsertOrders, ids, events, sessions, users, holds, emails, subtotals, fees, currencies,
                deadlines, hold_ends, new_keys, fingerprints, traces, now_);
}

Call BeginBatch::insert_items() const {
    std::vector<EventId> events;
    std::vector<OrderId> ids;
    std::vector<SeatIndex> seats;
    std::vector<MinorUnits> prices;
    std::vector<MinorUnits> fees;
    for (const auto& one : started_) {
        for (const auto& item : one.order->items) {
            events.push_back(one.order->hold.event);
            ids.push_back(one.id);
            seats.push_back(item.seat);
            prices.push_back(item.price);
            fees.push_back(item.fee);
        }
    }
    return Call(kInsertItems, events, ids, seats, prices, fees);
}

Call BeginBatch::extend_holds(EventId event) const {
    std::vector<SeatIndex> seats;
    std::vector<std::chrono::milliseconds> lasting;
    for (const auto& one : started_) {
        if (one.order->hold.event != event) continue;
        for (const auto& item : one.order->items) {
            seats.push_back(item.seat);
            lasting.push_back(one.order->hold_until - now_);
        }
    }
    return Call(kExtendHolds, event, seats, lasting, now_);
}

std::vector<std::string> BeginBatch::keys() const {
    std::vector<std::string> keys;
    for (const auto& order : orders_) keys.push_back(order.idempotency_key);
    return keys;
}

/// Of orders that were there before.
std::vector<std::string> BeginBatch::keys_of_others() const {
    std::set<std::string> keys;
    for (std::size_t i = 0; i < orders_.size(); ++i) {
        if (outcomes_[i] == BeginOutcome::key_taken) keys.insert(orders_[i].idempotency_key);
    }
    for (const auto& one : started_) {
        if (one.is_reopened()) keys.insert(one.order->idempotency_key);
    }
    return {keys.begin(), keys.end()};
}

OrderRecord BeginBatch::record_of(const Started& one) const {
    const NewOrder& order = *one.order;
    return {.id = one.id,
            .event = order.hold.event,
            .session = order.session.id,
            .user = order.session.user,
            .hold = order.hold.id,
            .email = storable_text(order.email),
            .status = OrderStatus::pending,
            .subtotal = order.subtotal,
            .fees = order.fees,
            .total_amount = order.subtotal + order.fees,
            .currency = order.currency,
            .payment_deadline = order.payment_deadline,
            .hold_expires_at = one.hold_expires_at,
            .payment_id = {},
            .card_last_four = {},
            .idempotency_key = order.idempotency_key,
            .fingerprint = order.fingerprint,
            .response = {},
            .created_at = now_,
            .trace = order.trace,
            .items = order.items};
}

std::vector<BeginResult> BeginBatch::results(const std::vector<Rows>& answers) const {
    std::map<std::string, OrderRecord> records;
    if (!keys_of_others().empty()) {
        // The last answer is that of COMMIT.
        for (OrderRecord& order : read_orders(answers[answers.size() - 2])) {
            std::string key = order.idempotency_key;
            records.emplace(std::move(key), std::move(order));
        }
    }
    for (const auto& one : started_) {
        if (!one.is_reopened()) records.emplace(one.order->idempotency_key, record_of(one));
    }
    std::map<HoldId, std::vector<SeatChange>> extended;
    const std::size_t events = started_events().size();
    for (std::size_t i = 0; i < events; ++i) {
        for (const Row row : answers[i]) {
            extended[row.id<HoldId>(0)].push_back({static_cast<SeatIndex>(row.integer(1)), SeatStatus::held,
                                                   row.time(2), static_cast<std::uint64_t>(row.integer(3))});
        }
    }
    std::vector<BeginResult> results;
    for (std::size_t i = 0; i < orders_.size(); ++i) {
        BeginResult result{outcomes_[i], {}, {}};
        const bool has_order =
            result.outcome == BeginOutcome::started || result.outcome == BeginOutcome::key_taken;
        if (has_order) result.order = records.at(orders_[i].idempotency_key);
        if (result.outcome == BeginOutcome::started) result.changes = extended.at(orders_[i].hold.id);
        results.push_back(std::move(result));
    }
    return results;
}

Task<std::vector<BeginResult>> begin_orders(Connection& connection, std::vector<NewOrder> orders,
                                            Timestamp now) {
    try {
        BeginBatch batch(orders, now);
        std::vector<BeginResult> results = co_await batch.run(connection);
        co_return results;
    } catch (const PostgresError& error) {
        if (error.code() != kUniqueViolation) throw;
    }
    // Somebody else took a key at the same moment; now it can be seen whose it is.
    co_await connection.roll_back();
    BeginBatch again(std::move(orders), now);
    std::vector<BeginResult> results = co_await again.run(connection);
    co_return results;
}

}  // namespace fairgate::postgres
