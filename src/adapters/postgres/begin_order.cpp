#include "adapters/postgres/begin_order.hpp"

#include "adapters/postgres/order_rows.hpp"
#include "adapters/postgres/session_lock.hpp"

namespace fairgate::postgres {
namespace {

constexpr std::string_view kFindByKey =
    "SELECT " FAIRGATE_POSTGRES_ORDER_COLUMNS " FROM orders o WHERE o.idempotency_key = $1";

constexpr std::string_view kPendingForHold = "SELECT FROM orders WHERE hold_id = $1 AND status = 'pending'";

constexpr std::string_view kHoldSeats =
    "SELECT seat_index, held_until FROM seats"
    " WHERE event_id = $1 AND held_by_session = $2 AND hold_id = $3 AND status = 1"
    " AND held_until > (SELECT fairgate_now($4)) ORDER BY seat_index FOR UPDATE";

constexpr std::string_view kInsertOrder =
    "INSERT INTO orders (id, event_id, session_id, user_id, hold_id, email, status, subtotal, fees,"
    " total_amount, currency, attempt, payment_deadline, hold_expires_at, idempotency_key, fingerprint,"
    " created_at, updated_at, trace)"
    " VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9, $10, 1, $11, $12, $13, $14, $15, $15, $16)";

/// The key of a declined order pays again: another card, and the hold as it is now.
constexpr std::string_view kReopenOrder =
    "UPDATE orders SET status = 'pending', attempt = attempt + 1, email = $1, subtotal = $2, fees = $3,"
    " total_amount = $4, payment_deadline = $5, hold_expires_at = $6, user_id = coalesce(user_id, $7),"
    " updated_at = $8, trace = $10 WHERE id = $9 AND status = 'declined'";

constexpr std::string_view kDeleteItems = "DELETE FROM order_items WHERE event_id = $1 AND order_id = $2";

constexpr std::string_view kInsertItems =
    "INSERT INTO order_items (event_id, order_id, seat_index, price, fee, voided)"
    " SELECT $1::bigint, $2::bigint, seat, price, fee, true"
    " FROM unnest($3::int[], $4::bigint[], $5::bigint[]) AS i (seat, price, fee)";

/// $4 is how long the payment needs the hold from now on, $5 the caller's time.
constexpr std::string_view kExtendHold =
    "UPDATE seats SET version = version + 1,"
    " held_until = greatest(held_until, (SELECT fairgate_now($5::bigint)) + $4::bigint)"
    " WHERE event_id = $1 AND held_by_session = $2 AND hold_id = $3 AND status = 1"
    " RETURNING seat_index, held_until, version";

constexpr std::string_view kFindOrder =
    "SELECT " FAIRGATE_POSTGRES_ORDER_COLUMNS " FROM orders o WHERE o.id = $1";

constexpr std::string_view kUniqueViolation = "23505";

/// When the hold ends now; empty unless `rows` are exactly the order's seats.
std::optional<Timestamp> hold_end(const Rows& rows, const std::vector<OrderItem>& items) {
    if (rows.empty() || static_cast<std::size_t>(rows.size()) != items.size()) return std::nullopt;
    auto item = items.begin();
    for (const Row row : rows) {
        if (row.integer(0) != (item++)->seat) return std::nullopt;
    }
    return rows.front().time(1);
}

void add_order_calls(std::vector<Call>& calls, const NewOrder& order, OrderId reopened,
                     Timestamp hold_expires_at, Timestamp now) {
    const MinorUnits total = order.subtotal + order.fees;
    if (reopened) {
        calls.emplace_back(kReopenOrder, order.email, order.subtotal, order.fees, total,
                           order.payment_deadline, hold_expires_at, order.session.user, now, reopened,
                           order.trace);
        calls.emplace_back(kDeleteItems, order.hold.event, reopened);
        return;
    }
    calls.emplace_back(kInsertOrder, order.id, order.hold.event, order.session.id, order.session.user,
                       order.hold.id, order.email, order.subtotal, order.fees, total, order.currency,
                       order.payment_deadline, hold_expires_at, order.idempotency_key, order.fingerprint, now,
                       order.trace);
}

Call insert_items(const NewOrder& order, OrderId id) {
    std::vector<SeatIndex> seats;
    std::vector<MinorUnits> prices;
    std::vector<MinorUnits> fees;
    for (const auto& item : order.items) {
        seats.push_back(item.seat);
        prices.push_back(item.price);
        fees.push_back(item.fee);
    }
    return Call(kInsertItems, order.hold.event, id, seats, prices, fees);
}

Task<BeginResult> write_order(Connection& connection, NewOrder order, OrderId reopened,
                              Timestamp hold_expires_at, Timestamp now) {
    const OrderId id = reopened ? reopened : order.id;
    std::vector<Call> calls;
    add_order_calls(calls, order, reopened, hold_expires_at, now);
    calls.push_back(insert_items(order, id));
    const auto extend_at = calls.size();
    calls.emplace_back(kExtendHold, order.hold.event, order.session.id, order.hold.id, order.hold_until - now,
                       now);
    calls.emplace_back(kFindOrder, id);
    const std::vector<Rows> answers = co_await connection.commit(std::move(calls));
    BeginResult result{BeginOutcome::started, read_order(answers[extend_at + 1].front()), {}};
    for (const Row row : answers[extend_at]) {
        result.changes.push_back({static_cast<SeatIndex>(row.integer(0)), SeatStatus::held, row.time(1),
                                  static_cast<std::uint64_t>(row.integer(2))});
    }
    co_return result;
}

Task<BeginResult> try_begin(Connection& connection, NewOrder order, Timestamp now) {
    std::vector<Call> look;
    look.push_back(lock_sessions(order.hold.event, {order.session.id}));
    look.emplace_back(kFindByKey, order.idempotency_key);
    look.emplace_back(kPendingForHold, order.hold.id);
    look.emplace_back(kHoldSeats, order.hold.event, order.session.id, order.hold.id, now);
    const std::vector<Rows> found = co_await connection.begin(std::move(look));
    OrderId reopened;
    if (auto known = read_one_order(found[1])) {
        if (known->status != OrderStatus::declined || known->fingerprint != order.fingerprint) {
            co_return BeginResult{BeginOutcome::key_taken, std::move(*known), {}};
        }
        reopened = known->id;
    }
    if (!found[2].empty()) co_return BeginResult{BeginOutcome::checkout_in_progress, {}, {}};
    const auto end = hold_end(found[3], order.items);
    if (!end) co_return BeginResult{BeginOutcome::hold_changed, {}, {}};
    BeginResult result = co_await write_order(connection, std::move(order), reopened, *end, now);
    co_return result;
}

}  // namespace

Task<BeginResult> begin_order(Connection& connection, NewOrder order, Timestamp now) {
    try {
        BeginResult result = co_await try_begin(connection, order, now);
        co_return result;
    } catch (const PostgresError& error) {
        if (error.code() != kUniqueViolation) throw;
    }
    // Somebody else took the key at the same moment; now it can be seen whose it is.
    co_await connection.roll_back();
    BeginResult result = co_await try_begin(connection, std::move(order), now);
    co_return result;
}

}  // namespace fairgate::postgres
