#include "adapters/postgres/sale_batch.hpp"

#include "adapters/postgres/order_rows.hpp"

#include <algorithm>

namespace fairgate::postgres {
namespace {

constexpr std::string_view kLockOrders = "SELECT " FAIRGATE_POSTGRES_ORDER_COLUMNS
                                         " FROM orders o WHERE o.id = ANY ($1::bigint[])"
                                         " ORDER BY o.id FOR UPDATE OF o";

// An event's seats and items are all in one partition. Statements of one event each find it before they
// begin; of several they would set up every partition.

/// Seats $2 of event $1, in the order in which everybody locks them. $3 is the caller's time.
constexpr std::string_view kLockSeats =
    "SELECT seat_index, CASE WHEN status = 1 THEN hold_id END,"
    " status = 0 OR (status = 1 AND held_until <= (SELECT fairgate_now($3::bigint))), version"
    " FROM seats WHERE event_id = $1 AND seat_index = ANY ($2::int[]) ORDER BY seat_index FOR UPDATE";

/// Of event $1, one item a seat: $2 seat, $3 order. They are locked.
constexpr std::string_view kSellSeats =
    "UPDATE seats s SET status = 2, order_id = t.buyer, hold_id = NULL, held_by_session = NULL,"
    " held_until = NULL, version = s.version + 1 FROM unnest($2::int[], $3::bigint[]) AS t (seat, buyer)"
    " WHERE s.event_id = $1 AND s.seat_index = t.seat";

constexpr std::string_view kOwnItems =
    "UPDATE order_items SET voided = false WHERE event_id = $1 AND order_id = ANY ($2::bigint[])";

constexpr std::string_view kInsertTickets =
    "INSERT INTO tickets (id, order_id, event_id, seat_index, status, issued_at)"
    " SELECT id, buyer, event, seat, 'valid', $5::bigint"
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[]) AS t (id, buyer, event, seat)";

constexpr std::string_view kInsertMessages =
    "INSERT INTO outbox (topic, body, created_at, trace)"
    " SELECT 'order.paid', body, $3::bigint, trace FROM unnest($1::text[], $2::text[]) AS m (body, trace)";

constexpr std::string_view kPayOrders =
    "UPDATE orders o SET status = 'paid', payment_id = p.payment_id, card_last_four = p.card_last_four,"
    " capture_due = true, response = p.response, updated_at = $5::bigint"
    " FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[])"
    " AS p (id, payment_id, card_last_four, response) WHERE o.id = p.id";

}  // namespace

Task<std::vector<CompleteResult>> SaleBatch::run(Connection& connection) {
    const std::vector<Rows> found = co_await connection.begin(look());
    for (OrderRecord& order : read_orders(found.front())) {
        const OrderId id = order.id;
        orders_.emplace(id, std::move(order));
    }
    auto rows = found.begin();
    for (const auto& [event, seats] : wanted_) read_seats(event, *++rows);
    std::vector<CompleteResult> results;
    for (const auto& sale : sales_) results.push_back(decide(sale));
    if (paid_.empty()) {
        co_await connection.roll_back();
    } else {
        co_await connection.commit(writes());
    }
    co_return results;
}

std::vector<Call> SaleBatch::look() {
    std::vector<OrderId> ids;
    for (const auto& sale : sales_) {
        ids.push_back(sale.order);
        auto& seats = wanted_[sale.event];
        seats.insert(seats.end(), sale.seats.begin(), sale.seats.end());
    }
    std::vector<Call> calls;
    calls.emplace_back(kLockOrders, ids);
    for (const auto& [event, seats] : wanted_) calls.emplace_back(kLockSeats, event, seats, now_);
    return calls;
}

void SaleBatch::read_seats(EventId event, const Rows& rows) {
    for (const Row row : rows) {
        seats_[{event, static_cast<SeatIndex>(row.integer(0))}] = {
            row.id<HoldId>(1), row.boolean(2), static_cast<std::uint64_t>(row.integer(3))};
    }
}

CompleteResult SaleBatch::decide(const Sale& sale) {
    const auto found = orders_.find(sale.order);
    if (found == orders_.end()) throw std::runtime_error("there is no order " + sale.order.text());
    OrderRecord& order = found->second;
    if (order.status != OrderStatus::pending || order.attempt != sale.attempt) {
        return {CompleteOutcome::not_pending, order, {}};
    }
    expect_own_seats(sale, order);
    const auto can_have = [&](SeatIndex number) {
        const Seat& seat = seats_[{sale.event, number}];
        return seat.hold == order.hold || (sale.take_free_seats && seat.is_free);
    };
    if (!std::ranges::all_of(sale.seats, can_have)) return {CompleteOutcome::seats_gone, order, {}};
    order.status = OrderStatus::paid;
    order.payment_id = storable_text(sale.payment_id);
    order.card_last_four = storable_text(sale.card_last_four);
    order.response = storable_text(sale.response);
    order.settlement_due = true;
    CompleteResult result{CompleteOutcome::paid, order, {}};
    for (const SeatIndex number : sale.seats) {
        Seat& seat = seats_[{sale.event, number}];
        result.changes.push_back({number, SeatStatus::sold, {}, seat.version + 1});
        seat = {};
    }
    paid_.push_back(&sale);
    return result;
}

std::vector<Call> SaleBatch::writes() const {
    std::vector<Call> calls;
    for (const auto& [event, seats] : wanted_) add_seat_calls(calls, event);
    calls.push_back(insert_tickets());
    add_order_calls(calls);
    return calls;
}

void SaleBatch::add_seat_calls(std::vector<Call>& calls, EventId event) const {
    std::vector<OrderId> orders;
    std::vector<SeatIndex> seats;
    std::vector<OrderId> buyers;
    for (const Sale* sale : paid_) {
        if (sale->event != event) continue;
        orders.push_back(sale->order);
        seats.insert(seats.end(), sale->seats.begin(), sale->seats.end());
        buyers.insert(buyers.end(), sale->seats.size(), sale->order);
    }
    if (orders.empty()) return;
    calls.emplace_back(kSellSeats, event, seats, buyers);
    calls.emplace_back(kOwnItems, event, orders);
}

Call SaleBatch::insert_tickets() const {
    std::vector<TicketId> ids;
    std::vector<OrderId> orders;
    std::vector<EventId> events;
    std::vector<SeatIndex> seats;
    for (const Sale* sale : paid_) {
        TicketId next = sale->first_ticket;
        for (const SeatIndex seat : sale->seats) {
            ids.push_back(next);
            ++next.value;
            orders.push_back(sale->order);
            events.push_back(sale->event);
            seats.push_back(seat);
        }
    }
    return Call(kInsertTickets, ids, orders, events, seats, now_);
}

void SaleBatch::add_order_calls(std::vector<Call>& calls) const {
    std::vector<OrderId> ids;
    std::vector<std::string> messages;
    std::vector<std::string> traces;
    std::vector<std::string> payments;
    std::vector<std::string> cards;
    std::vector<std::string> responses;
    for (const Sale* sale : paid_) {
        ids.push_back(sale->order);
        messages.push_back(sale->message);
        traces.push_back(sale->trace);
        payments.push_back(sale->payment_id);
        cards.push_back(sale->card_last_four);
        responses.push_back(sale->response);
    }
    calls.emplace_back(kInsertMessages, messages, traces, now_);
    calls.emplace_back(kPayOrders, ids, payments, cards, responses, now_);
}

Task<std::vector<CompleteResult>> complete_sales(Connection& connection, std::vector<Sale> sales,
                                                 Timestamp now) {
    SaleBatch batch(std::move(sales), now);
    std::vector<CompleteResult> results = co_await batch.run(connection);
    co_return results;
}

}  // namespace fairgate::postgres
