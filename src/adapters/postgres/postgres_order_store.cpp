#include "adapters/postgres/postgres_order_store.hpp"

#include "adapters/postgres/box_office_sales.hpp"
#include "adapters/postgres/order_rows.hpp"
#include "adapters/postgres/session_lock.hpp"
#include "adapters/sql/order_rows.hpp"

namespace fairgate::postgres {
namespace {

/// Gives the hold its old end back. A row for each of its seats, one without a seat when it has none any
/// more, none when the attempt was not pending.
constexpr std::string_view kEndOrder = R"sql(
WITH ended AS (
    UPDATE orders SET status = $1, capture_due = ($1 = 'cancelled'), updated_at = $2
    WHERE id = $3 AND attempt = $4 AND status = 'pending'
    RETURNING event_id, session_id, hold_id, hold_expires_at),
freed AS (
    UPDATE seats s SET held_until = e.hold_expires_at, version = s.version + 1
    FROM ended e CROSS JOIN LATERAL (
        SELECT unnest(k.seats) AS seat FROM holds k
        WHERE k.event_id = e.event_id AND k.session_id = e.session_id OFFSET 0) k
    WHERE s.event_id = e.event_id AND s.seat_index = k.seat AND s.status = 1
        AND s.held_by_session = e.session_id AND s.hold_id = e.hold_id
    RETURNING s.seat_index, s.held_until, s.version)
SELECT f.seat_index, f.held_until, f.version FROM ended LEFT JOIN freed f ON true
)sql";

constexpr std::string_view kFindByKey =
    "SELECT " FAIRGATE_POSTGRES_ORDER_COLUMNS " FROM orders o WHERE o.idempotency_key = $1";

constexpr std::string_view kOpenOrders =
    "SELECT " FAIRGATE_POSTGRES_ORDER_COLUMNS
    " FROM orders o WHERE (status = 'pending' OR capture_due)"
    " AND CASE WHEN capture_due THEN updated_at ELSE payment_deadline END <= $1"
    " AND id <> ALL ($3::bigint[]) ORDER BY updated_at LIMIT $2";

constexpr std::string_view kListOrders =
    "SELECT " FAIRGATE_POSTGRES_ORDER_COLUMNS
    " FROM orders o WHERE id < $1 AND (user_id = $2 OR (session_id = $3 AND user_id IS NULL))"
    " ORDER BY id DESC LIMIT $4";

constexpr std::string_view kTickets =
    "SELECT id, order_id, event_id, seat_index, status, issued_at FROM tickets WHERE order_id = $1"
    " ORDER BY seat_index";

constexpr std::string_view kFindTicket =
    "SELECT id, order_id, event_id, seat_index, status, issued_at FROM tickets WHERE id = $1";

Task<EndResult> end_attempt(Connection& connection, OrderId order, std::uint32_t attempt, OrderStatus status,
                            Timestamp now) {
    const Rows rows = co_await connection.commit(Call(kEndOrder, enum_name(status), now, order, attempt));
    if (rows.empty()) co_return std::nullopt;
    std::vector<SeatChange> changes;
    for (const Row row : rows) {
        if (row.is_null(0)) continue;
        changes.push_back({static_cast<SeatIndex>(row.integer(0)), SeatStatus::held, row.time(1),
                           static_cast<std::uint64_t>(row.integer(2))});
    }
    co_return changes;
}

Task<std::optional<OrderRecord>> find_at_rest(Connection& connection, Call lock, Call call) {
    std::vector<Call> calls;
    calls.push_back(std::move(lock));
    calls.push_back(std::move(call));
    const std::vector<Rows> found = co_await connection.ask(std::move(calls));
    co_return read_one_order(found.back());
}

Task<std::vector<OrderRecord>> find_all(Connection& connection, Call call) {
    const Rows rows = co_await connection.ask(std::move(call));
    co_return read_orders(rows);
}

Task<std::vector<TicketRecord>> find_tickets(Connection& connection, Call call) {
    const Rows rows = co_await connection.ask(std::move(call));
    std::vector<TicketRecord> tickets;
    for (const Row row : rows) tickets.push_back(sql::read_ticket(row));
    co_return tickets;
}

}  // namespace

Task<void> PostgresOrderStore::drain() {
    co_await finds_by_key_.drain();
    co_await finds_.drain();
    co_await begins_.drain();
    co_await sales_.drain();
    co_await captures_.drain();
}

Task<BeginResult> PostgresOrderStore::begin(NewOrder order, Timestamp now) {
    return begins_.run(std::move(order), now);
}

Task<CompleteResult> PostgresOrderStore::complete(Sale sale, Timestamp now) {
    return sales_.run(std::move(sale), now);
}

Task<EndResult> PostgresOrderStore::decline(OrderId order, std::uint32_t attempt, Timestamp now) {
    return pool_.run([=](Connection& connection) {
        return end_attempt(connection, order, attempt, OrderStatus::declined, now);
    });
}

Task<EndResult> PostgresOrderStore::cancel(OrderId order, std::uint32_t attempt, Timestamp now) {
    return pool_.run([=](Connection& connection) {
        return end_attempt(connection, order, attempt, OrderStatus::cancelled, now);
    });
}

Task<void> PostgresOrderStore::mark_settled(OrderId order, Timestamp now) {
    co_await captures_.run(order, now);
}

Task<std::optional<OrderRecord>> PostgresOrderStore::find_by_key_at_rest(EventId event, SessionId session,
                                                                         std::string idempotency_key) {
    return pool_.run([=, key = std::move(idempotency_key)](Connection& connection) {
        return find_at_rest(connection, lock_sessions(event, {session}), Call(kFindByKey, key));
    });
}

Task<std::optional<OrderRecord>> PostgresOrderStore::find(OrderId order) {
    return finds_.run(order, {});
}

Task<std::optional<OrderRecord>> PostgresOrderStore::find_by_key(std::string idempotency_key) {
    return finds_by_key_.run(std::move(idempotency_key), {});
}

Task<std::vector<OrderRecord>> PostgresOrderStore::open_orders(Timestamp overdue_at, std::uint32_t limit,
                                                               std::vector<OrderId> except) {
    return pool_.run([call = Call(kOpenOrders, overdue_at, limit, except)](Connection& connection) {
        return find_all(connection, call);
    });
}

Task<std::vector<OrderRecord>> PostgresOrderStore::list(Session owner, std::uint32_t limit,
                                                        std::optional<OrderId> before) {
    const OrderId end = before.value_or(OrderId{INT64_MAX});
    return pool_.run([call = Call(kListOrders, end, owner.user, owner.id, limit)](Connection& connection) {
        return find_all(connection, call);
    });
}

Task<std::vector<TicketRecord>> PostgresOrderStore::tickets(OrderId order) {
    return pool_.run([=](Connection& connection) { return find_tickets(connection, Call(kTickets, order)); });
}

Task<std::optional<TicketRecord>> PostgresOrderStore::find_ticket(TicketId ticket) {
    const std::vector<TicketRecord> found = co_await pool_.run(
        [=](Connection& connection) { return find_tickets(connection, Call(kFindTicket, ticket)); });
    if (found.empty()) co_return std::nullopt;
    co_return found.front();
}

Task<void> PostgresOrderStore::record_box_office_sales(std::vector<BoxOfficeSale> sales, Timestamp now) {
    co_await pool_.run([sales = std::move(sales), now](Connection& connection) {
        return write_box_office_sales(connection, sales, now);
    });
}

}  // namespace fairgate::postgres
