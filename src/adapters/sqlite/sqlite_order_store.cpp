#include "adapters/sqlite/sqlite_order_store.hpp"

#include "adapters/sql/order_rows.hpp"
#include "adapters/sqlite/order_rows.hpp"

#include <algorithm>

namespace fairgate::sqlite {
namespace {

// The planner knows nothing of how many seats an event has: left to itself it reads them all.
constexpr std::string_view kHoldSeats =
    "SELECT seat_index, held_until FROM seats INDEXED BY seats_by_hold"
    " WHERE event_id = ? AND held_by_session = ? AND hold_id = ? AND status = 1 AND held_until > ?"
    " ORDER BY seat_index";

constexpr std::string_view kPendingForHold = "SELECT 1 FROM orders WHERE hold_id = ? AND status = 'pending'";

/// What an account has bought and is paying for.
constexpr std::string_view kBoughtSeats =
    "SELECT count(*) FROM orders AS o JOIN order_items AS i ON i.order_id = o.id"
    " WHERE o.event_id = ? AND o.user_id = ? AND (i.voided = 0 OR o.status = 'pending')";

// Versions are read before they are written: RETURNING would build a table in memory.
constexpr std::string_view kHoldVersions =
    "SELECT seat_index, version FROM seats INDEXED BY seats_by_hold"
    " WHERE event_id = ? AND held_by_session = ? AND hold_id = ? AND status = 1";

constexpr std::string_view kSetHoldEnd =
    "UPDATE seats INDEXED BY seats_by_hold SET held_until = ?, version = version + 1"
    " WHERE event_id = ? AND held_by_session = ? AND hold_id = ? AND status = 1";

constexpr std::string_view kInsertOrder =
    "INSERT INTO orders (id, event_id, session_id, user_id, hold_id, email, status, subtotal, fees, "
    "total_amount,"
    " currency, attempt, payment_deadline, hold_expires_at, idempotency_key, fingerprint, created_at, "
    "updated_at, trace)"
    " VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)";

/// The key of a declined order pays again: another card, and the hold as it is now.
constexpr std::string_view kReopenOrder =
    "UPDATE orders SET status = 'pending', attempt = attempt + 1, email = ?, subtotal = ?, fees = ?,"
    " total_amount = ?, payment_deadline = ?, hold_expires_at = ?, user_id = coalesce(user_id, ?), "
    "updated_at = ?, trace = ?"
    " WHERE id = ? AND status = 'declined'";

constexpr std::string_view kDeleteItems = "DELETE FROM order_items WHERE order_id = ?";

constexpr std::string_view kInsertItem =
    "INSERT INTO order_items (order_id, event_id, seat_index, price, fee, voided) VALUES (?, ?, ?, ?, ?, ?)";

constexpr std::string_view kOurVersion =
    "SELECT version FROM seats WHERE event_id = ? AND seat_index = ? AND status = 1 AND hold_id = ?";

constexpr std::string_view kFreeVersion =
    "SELECT version FROM seats WHERE event_id = ? AND seat_index = ?"
    " AND (status = 0 OR (status = 1 AND held_until <= ?))";

constexpr std::string_view kSellSeat =
    "UPDATE seats SET status = 2, order_id = ?, hold_id = NULL, held_by_session = NULL, held_until = NULL,"
    " version = ? WHERE event_id = ? AND seat_index = ? AND status <> 2";

constexpr std::string_view kOwnItems = "UPDATE order_items SET voided = 0 WHERE order_id = ?";

constexpr std::string_view kInsertTicket =
    "INSERT INTO tickets (id, order_id, event_id, seat_index, status, issued_at) VALUES (?, ?, ?, ?, "
    "'valid', ?)";

constexpr std::string_view kInsertMessage =
    "INSERT INTO outbox (topic, body, created_at, trace) VALUES ('order.paid', ?, ?, ?)";

constexpr std::string_view kPayOrder =
    "UPDATE orders SET status = 'paid', payment_id = ?, card_last_four = ?, capture_due = 1, response = ?,"
    " updated_at = ? WHERE id = ?";

constexpr std::string_view kEndOrder =
    "UPDATE orders SET status = ?1, capture_due = (?1 = 'cancelled'), updated_at = ?2"
    " WHERE id = ?3 AND attempt = ?4 AND status = 'pending'";

constexpr std::string_view kMarkSettled =
    "UPDATE orders SET capture_due = 0, updated_at = ? WHERE id = ? AND capture_due = 1";

constexpr std::string_view kOpenOrders = "SELECT " FAIRGATE_ORDER_COLUMNS
                                         " FROM orders WHERE (status = 'pending' OR capture_due = 1) AND "
                                         "iif(capture_due = 1, updated_at, payment_deadline) <= ?"
                                         " AND id NOT IN (SELECT value FROM json_each(?))"
                                         " ORDER BY updated_at LIMIT ?";

constexpr std::string_view kListOrders = "SELECT " FAIRGATE_ORDER_COLUMNS
                                         " FROM orders WHERE id < ? AND (user_id = ? OR (session_id = ? AND "
                                         "user_id IS NULL)) ORDER BY id DESC LIMIT ?";

constexpr std::string_view kTickets =
    "SELECT id, order_id, event_id, seat_index, status, issued_at FROM tickets WHERE order_id = ?"
    " ORDER BY seat_index";

constexpr std::string_view kFindTicket =
    "SELECT id, order_id, event_id, seat_index, status, issued_at FROM tickets WHERE id = ?";

constexpr std::string_view kInsertBoxOfficeOrder =
    "INSERT INTO orders (id, event_id, session_id, hold_id, email, status, subtotal, fees, total_amount, "
    "currency,"
    " attempt, payment_deadline, hold_expires_at, payment_id, idempotency_key, fingerprint, created_at, "
    "updated_at)"
    " VALUES (?, ?, 0, 0, 'box-office@localhost', 'paid', ?, ?, ?, ?, 1, ?, ?, 'box-office', ?, x'', ?, ?)";

constexpr std::string_view kSellFreeSeat =
    "UPDATE seats SET status = 2, order_id = ?, version = version + 1"
    " WHERE event_id = ? AND seat_index = ? AND status = 0";

/// When the hold ends now; empty unless it is live and has exactly the order's seats.
std::optional<Timestamp> hold_end(Connection& connection, const NewOrder& order, Timestamp now) {
    auto rows = connection.prepare(kHoldSeats);
    rows.bind_all(order.hold.event, order.session.id, order.hold.id, now);
    std::optional<Timestamp> end;
    std::size_t count = 0;
    for (; rows.step(); ++count) {
        if (count == order.items.size() || order.items[count].seat != rows.integer(0)) return std::nullopt;
        end = rows.time(1);
    }
    return count == order.items.size() ? end : std::nullopt;
}

std::vector<SeatChange> set_hold_end(Connection& connection, EventId event, SessionId session, HoldId hold,
                                     Timestamp end) {
    std::vector<SeatChange> changes;
    {
        auto rows = connection.prepare(kHoldVersions);
        rows.bind_all(event, session, hold);
        while (rows.step()) {
            changes.push_back({static_cast<SeatIndex>(rows.integer(0)), SeatStatus::held, end,
                               static_cast<std::uint64_t>(rows.integer(1)) + 1});
        }
    }
    connection.prepare(kSetHoldEnd).bind_all(end, event, session, hold).run();
    return changes;
}

void insert_items(Connection& connection, OrderId order, EventId event, const std::vector<OrderItem>& items,
                  bool voided) {
    auto insert = connection.prepare(kInsertItem);
    for (const auto& item : items) {
        insert.bind_all(order, event, item.seat, item.price, item.fee, voided);
        insert.run();
    }
}

void insert_tickets(Connection& connection, TicketId first, OrderId order, EventId event,
                    const std::vector<OrderItem>& items, Timestamp now) {
    auto insert = connection.prepare(kInsertTicket);
    for (const auto& item : items) {
        insert.bind_all(first, order, event, item.seat, now);
        insert.run();
        first.value += 1;
    }
}

void write_pending(Connection& connection, const NewOrder& order, OrderId reopened, Timestamp hold_expires_at,
                   Timestamp now) {
    const OrderId id = reopened ? reopened : order.id;
    const MinorUnits total = order.subtotal + order.fees;
    if (reopened) {
        auto update = connection.prepare(kReopenOrder);
        update.bind_all(order.email, order.subtotal, order.fees, total, order.payment_deadline,
                        hold_expires_at, order.session.user, now, order.trace, id);
        update.run();
        connection.prepare(kDeleteItems).bind(id).run();
    } else {
        auto insert = connection.prepare(kInsertOrder);
        insert.bind_all(id, order.hold.event, order.session.id, order.session.user, order.hold.id,
                        order.email, order.subtotal, order.fees, total, order.currency,
                        order.payment_deadline, hold_expires_at, order.idempotency_key, order.fingerprint,
                        now, now, order.trace);
        insert.run();
    }
    insert_items(connection, id, order.hold.event, order.items, true);
}

bool exceeds_limit(Connection& connection, const NewOrder& order) {
    if (!order.session.user || order.purchase_limit == 0) return false;
    auto bought = connection.prepare(kBoughtSeats);
    bought.bind_all(order.hold.event, order.session.user).step();
    return bought.integer(0) + std::ssize(order.items) > order.purchase_limit;
}

BeginResult begin_order(Connection& connection, const NewOrder& order, Timestamp now) {
    OrderId reopened;
    if (auto known = find_order_by_key(connection, order.idempotency_key)) {
        if (known->status != OrderStatus::declined || known->fingerprint != order.fingerprint) {
            return {BeginOutcome::key_taken, std::move(*known), {}};
        }
        reopened = known->id;
    }
    if (connection.prepare(kPendingForHold).bind(order.hold.id).step()) {
        return {BeginOutcome::checkout_in_progress, {}, {}};
    }
    const auto end = hold_end(connection, order, now);
    if (!end || order.items.empty()) return {BeginOutcome::hold_changed, {}, {}};
    if (exceeds_limit(connection, order)) return {BeginOutcome::purchase_limit, {}, {}};
    write_pending(connection, order, reopened, *end, now);
    BeginResult result{BeginOutcome::started, {}, {}};
    result.changes = set_hold_end(connection, order.hold.event, order.session.id, order.hold.id,
                                  std::max(*end, order.hold_until));
    result.order = *find_order(connection, reopened ? reopened : order.id);
    return result;
}

/// The version of a seat that the order may have; empty when it may not.
std::optional<std::uint64_t> version_to_sell(Connection& connection, const OrderRecord& order, SeatIndex seat,
                                             bool take_free, Timestamp now) {
    auto ours = connection.prepare(kOurVersion);
    if (ours.bind_all(order.event, seat, order.hold).step()) {
        return static_cast<std::uint64_t>(ours.integer(0));
    }
    if (!take_free) return std::nullopt;
    auto free = connection.prepare(kFreeVersion);
    if (!free.bind_all(order.event, seat, now).step()) return std::nullopt;
    return static_cast<std::uint64_t>(free.integer(0));
}

void sell_seats(Connection& connection, const OrderRecord& order, const std::vector<SeatChange>& sold) {
    for (const auto& change : sold) {
        auto sell = connection.prepare(kSellSeat);
        sell.bind_all(order.id, static_cast<std::int64_t>(change.version), order.event, change.seat);
        if (sell.run() != 1) throw std::logic_error("a seat was sold inside a transaction of another sale");
    }
}

CompleteResult complete_order(Connection& connection, const Sale& sale, Timestamp now) {
    auto order = find_order(connection, sale.order);
    if (!order) throw std::runtime_error("there is no order " + sale.order.text());
    if (order->status != OrderStatus::pending || order->attempt != sale.attempt) {
        return {CompleteOutcome::not_pending, std::move(*order), {}};
    }
    expect_own_seats(sale, *order);
    CompleteResult result{CompleteOutcome::paid, {}, {}};
    for (const auto& item : order->items) {
        const auto version = version_to_sell(connection, *order, item.seat, sale.take_free_seats, now);
        if (!version) return {CompleteOutcome::seats_gone, std::move(*order), {}};
        result.changes.push_back({item.seat, SeatStatus::sold, {}, *version + 1});
    }
    sell_seats(connection, *order, result.changes);
    connection.prepare(kOwnItems).bind(order->id).run();
    insert_tickets(connection, sale.first_ticket, order->id, order->event, order->items, now);
    connection.prepare(kInsertMessage).bind_all(sale.message, now, sale.trace).run();
    connection.prepare(kPayOrder)
        .bind_all(sale.payment_id, sale.card_last_four, sale.response, now, order->id)
        .run();
    result.order = *find_order(connection, order->id);
    return result;
}

std::string json_array(const std::vector<OrderId>& ids) {
    std::string text = "[";
    for (const OrderId id : ids) {
        if (text.size() > 1) text += ',';
        text += std::to_string(id.value);
    }
    return text + ']';
}

EndResult end_attempt(Connection& connection, OrderId id, std::uint32_t attempt, OrderStatus status,
                      Timestamp now) {
    if (connection.prepare(kEndOrder).bind_all(std::string(enum_name(status)), now, id, attempt).run() == 0) {
        return std::nullopt;
    }
    const auto order = find_order(connection, id);
    return set_hold_end(connection, order->event, order->session, order->hold, order->hold_expires_at);
}

void sell_at_box_office(Connection& connection, const BoxOfficeSale& sale, Timestamp now) {
    MinorUnits subtotal;
    MinorUnits fees;
    for (const auto& item : sale.items) {
        subtotal += item.price;
        fees += item.fee;
    }
    auto insert = connection.prepare(kInsertBoxOfficeOrder);
    insert.bind_all(sale.order, sale.event, subtotal, fees, subtotal + fees, sale.currency, now, now,
                    "box-office-" + sale.order.text(), now, now);
    insert.run();
    insert_items(connection, sale.order, sale.event, sale.items, false);
    insert_tickets(connection, sale.first_ticket, sale.order, sale.event, sale.items, now);
    auto sell = connection.prepare(kSellFreeSeat);
    for (const auto& item : sale.items) {
        sell.bind_all(sale.order, sale.event, item.seat);
        if (sell.run() != 1) {
            throw std::runtime_error("seat " + std::to_string(item.seat) + " of event " + sale.event.text() +
                                     " is not available");
        }
    }
}

}  // namespace

Task<BeginResult> SqliteOrderStore::begin(NewOrder order, Timestamp now) {
    co_return co_await file_.writer().run([order = std::move(order), now](Connection& connection) {
        return begin_order(connection, order, now);
    });
}

Task<CompleteResult> SqliteOrderStore::complete(Sale sale, Timestamp now) {
    co_return co_await file_.writer().run([sale = std::move(sale), now](Connection& connection) {
        return complete_order(connection, sale, now);
    });
}

Task<EndResult> SqliteOrderStore::decline(OrderId order, std::uint32_t attempt, Timestamp now) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        return end_attempt(connection, order, attempt, OrderStatus::declined, now);
    });
}

Task<EndResult> SqliteOrderStore::cancel(OrderId order, std::uint32_t attempt, Timestamp now) {
    co_return co_await file_.writer().run([=](Connection& connection) {
        return end_attempt(connection, order, attempt, OrderStatus::cancelled, now);
    });
}

Task<void> SqliteOrderStore::mark_settled(OrderId order, Timestamp now) {
    co_await file_.writer().run(
        [=](Connection& connection) { return connection.prepare(kMarkSettled).bind_all(now, order).run(); });
}

Task<std::optional<OrderRecord>> SqliteOrderStore::find(OrderId order) {
    co_return co_await file_.readers().run(
        [=](Connection& connection) { return find_order(connection, order); });
}

Task<std::optional<OrderRecord>> SqliteOrderStore::find_by_key(std::string idempotency_key) {
    co_return co_await file_.readers().run([key = std::move(idempotency_key)](Connection& connection) {
        return find_order_by_key(connection, key);
    });
}

/// The writer does one thing after the other.
Task<std::optional<OrderRecord>> SqliteOrderStore::find_by_key_at_rest(EventId, SessionId,
                                                                       std::string idempotency_key) {
    co_return co_await file_.writer().run([key = std::move(idempotency_key)](Connection& connection) {
        return find_order_by_key(connection, key);
    });
}

Task<std::vector<OrderRecord>> SqliteOrderStore::open_orders(Timestamp overdue_at, std::uint32_t limit,
                                                             std::vector<OrderId> except) {
    co_return co_await file_.readers().run([=](Connection& connection) {
        auto rows = connection.prepare(kOpenOrders);
        rows.bind_all(overdue_at, json_array(except), limit);
        return read_orders(connection, std::move(rows));
    });
}

Task<std::vector<OrderRecord>> SqliteOrderStore::list(Session owner, std::uint32_t limit,
                                                      std::optional<OrderId> before) {
    co_return co_await file_.readers().run([=](Connection& connection) {
        auto rows = connection.prepare(kListOrders);
        rows.bind_all(before.value_or(OrderId{INT64_MAX}), owner.user, owner.id, limit);
        return read_orders(connection, std::move(rows));
    });
}

Task<std::vector<TicketRecord>> SqliteOrderStore::tickets(OrderId order) {
    co_return co_await file_.readers().run([=](Connection& connection) {
        std::vector<TicketRecord> tickets;
        auto rows = connection.prepare(kTickets);
        rows.bind(order);
        while (rows.step()) tickets.push_back(sql::read_ticket(rows));
        return tickets;
    });
}

Task<std::optional<TicketRecord>> SqliteOrderStore::find_ticket(TicketId ticket) {
    co_return co_await file_.readers().run([=](Connection& connection) -> std::optional<TicketRecord> {
        auto rows = connection.prepare(kFindTicket);
        rows.bind(ticket);
        if (!rows.step()) return std::nullopt;
        return sql::read_ticket(rows);
    });
}

Task<void> SqliteOrderStore::record_box_office_sales(std::vector<BoxOfficeSale> sales, Timestamp now) {
    co_await file_.writer().run([sales = std::move(sales), now](Connection& connection) {
        for (const auto& sale : sales) sell_at_box_office(connection, sale, now);
        return true;
    });
}

}  // namespace fairgate::sqlite
