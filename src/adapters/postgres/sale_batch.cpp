#include "adapters/postgres/sale_batch.hpp"

#include "adapters/postgres/order_rows.hpp"
#include "base/assert.hpp"

#include <algorithm>

namespace fairgate::postgres {
namespace {

constexpr std::string_view kLockOrders =
    "SELECT id, hold_id, status = 'pending', attempt FROM orders WHERE id = ANY ($1::bigint[])"
    " ORDER BY id FOR UPDATE";

/// The seats of these orders, in the order in which everybody locks them. $2 is the caller's time.
constexpr std::string_view kLockSeats =
    "SELECT o.id, s.event_id, s.seat_index, CASE WHEN s.status = 1 THEN s.hold_id END,"
    " s.status = 0 OR (s.status = 1 AND s.held_until <= (SELECT fairgate_now($2::bigint)))"
    " FROM orders o JOIN order_items i ON i.event_id = o.event_id AND i.order_id = o.id"
    " JOIN seats s ON s.event_id = i.event_id AND s.seat_index = i.seat_index"
    " WHERE o.id = ANY ($1::bigint[]) ORDER BY s.event_id, s.seat_index FOR UPDATE OF s";

constexpr std::string_view kSellSeats =
    "UPDATE seats s SET status = 2, order_id = i.order_id, hold_id = NULL, held_by_session = NULL,"
    " held_until = NULL, version = s.version + 1"
    " FROM orders o JOIN order_items i ON i.event_id = o.event_id AND i.order_id = o.id"
    " WHERE o.id = ANY ($1::bigint[]) AND s.event_id = i.event_id AND s.seat_index = i.seat_index"
    " AND s.status <> 2 RETURNING i.order_id, s.seat_index, s.version";

constexpr std::string_view kOwnItems =
    "UPDATE order_items i SET voided = false FROM orders o"
    " WHERE o.id = ANY ($1::bigint[]) AND i.event_id = o.event_id AND i.order_id = o.id";

/// $2 first ticket of each order $1; the others follow it by seat.
constexpr std::string_view kInsertTickets =
    "INSERT INTO tickets (id, order_id, event_id, seat_index, status, issued_at)"
    " SELECT n.first + row_number() OVER (PARTITION BY o.id ORDER BY i.seat_index) - 1, o.id, o.event_id,"
    " i.seat_index, 'valid', $3::bigint"
    " FROM unnest($1::bigint[], $2::bigint[]) AS n (order_id, first) JOIN orders o ON o.id = n.order_id"
    " JOIN order_items i ON i.event_id = o.event_id AND i.order_id = o.id";

constexpr std::string_view kInsertMessages =
    "INSERT INTO outbox (topic, body, created_at, trace)"
    " SELECT 'order.paid', body, $3::bigint, trace FROM unnest($1::text[], $2::text[]) AS m (body, trace)";

constexpr std::string_view kPayOrders =
    "UPDATE orders o SET status = 'paid', payment_id = p.payment_id, card_last_four = p.card_last_four,"
    " capture_due = true, response = p.response, updated_at = $5::bigint"
    " FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[])"
    " AS p (id, payment_id, card_last_four, response) WHERE o.id = p.id";

constexpr std::string_view kReadOrders =
    "SELECT " FAIRGATE_POSTGRES_ORDER_COLUMNS " FROM orders o WHERE o.id = ANY ($1::bigint[])";

}  // namespace

Task<std::vector<CompleteResult>> SaleBatch::run(Connection& connection) {
    std::vector<Call> look;
    look.emplace_back(kLockOrders, ids());
    look.emplace_back(kLockSeats, ids(), now_);
    const std::vector<Rows> found = co_await connection.begin(std::move(look));
    read_orders(found[0]);
    read_seats(found[1]);
    for (const auto& sale : sales_) outcomes_.push_back(decide(sale));
    const std::vector<Rows> answers = co_await connection.commit(writes());
    co_return results(answers);
}

std::vector<OrderId> SaleBatch::ids() const {
    std::vector<OrderId> ids;
    for (const auto& sale : sales_) ids.push_back(sale.order);
    return ids;
}

void SaleBatch::read_orders(const Rows& rows) {
    for (const Row row : rows) {
        orders_[row.id<OrderId>(0)] = {
            row.id<HoldId>(1), row.boolean(2), static_cast<std::uint32_t>(row.integer(3)), {}};
    }
}

void SaleBatch::read_seats(const Rows& rows) {
    for (const Row row : rows) {
        orders_.at(row.id<OrderId>(0))
            .seats.push_back({row.id<EventId>(1), static_cast<SeatIndex>(row.integer(2)), row.id<HoldId>(3),
                              row.boolean(4)});
    }
}

CompleteOutcome SaleBatch::decide(const Sale& sale) {
    const auto found = orders_.find(sale.order);
    if (found == orders_.end()) throw std::runtime_error("there is no order " + sale.order.text());
    Order& order = found->second;
    if (!order.is_pending || order.attempt != sale.attempt) return CompleteOutcome::not_pending;
    const auto can_have = [&](const Seat& seat) {
        if (seat.hold == order.hold) return true;
        return sale.take_free_seats && seat.is_free && !given_away_.contains({seat.event, seat.seat});
    };
    if (!std::ranges::all_of(order.seats, can_have)) return CompleteOutcome::seats_gone;
    for (const auto& seat : order.seats) given_away_.emplace(seat.event, seat.seat);
    order.is_pending = false;
    return CompleteOutcome::paid;
}

std::vector<Call> SaleBatch::writes() const {
    std::vector<const Sale*> paid;
    for (std::size_t i = 0; i < sales_.size(); ++i) {
        if (outcomes_[i] == CompleteOutcome::paid) paid.push_back(&sales_[i]);
    }
    std::vector<Call> calls;
    if (!paid.empty()) add_sales_calls(calls, paid);
    calls.emplace_back(kReadOrders, ids());
    return calls;
}

void SaleBatch::add_sales_calls(std::vector<Call>& calls, const std::vector<const Sale*>& paid) const {
    std::vector<OrderId> ids;
    std::vector<TicketId> first_tickets;
    std::vector<std::string> messages;
    std::vector<std::string> traces;
    std::vector<std::string> payments;
    std::vector<std::string> cards;
    std::vector<std::string> responses;
    for (const Sale* sale : paid) {
        ids.push_back(sale->order);
        first_tickets.push_back(sale->first_ticket);
        messages.push_back(sale->message);
        traces.push_back(sale->trace);
        payments.push_back(sale->payment_id);
        cards.push_back(sale->card_last_four);
        responses.push_back(sale->response);
    }
    calls.emplace_back(kSellSeats, ids);
    calls.emplace_back(kOwnItems, ids);
    calls.emplace_back(kInsertTickets, ids, first_tickets, now_);
    calls.emplace_back(kInsertMessages, messages, traces, now_);
    calls.emplace_back(kPayOrders, ids, payments, cards, responses, now_);
}

std::vector<CompleteResult> SaleBatch::results(const std::vector<Rows>& answers) const {
    std::map<OrderId, OrderRecord> records;
    for (const Row row : answers[answers.size() - 2]) records.emplace(row.id<OrderId>(0), read_order(row));
    std::map<OrderId, std::vector<SeatChange>> sold;
    // Without a sale there is only the reading and its COMMIT.
    if (answers.size() > 2) {
        for (const Row row : answers.front()) {
            sold[row.id<OrderId>(0)].push_back({static_cast<SeatIndex>(row.integer(1)),
                                                SeatStatus::sold,
                                                {},
                                                static_cast<std::uint64_t>(row.integer(2))});
        }
    }
    std::vector<CompleteResult> results;
    for (std::size_t i = 0; i < sales_.size(); ++i) {
        CompleteResult result{outcomes_[i], records.at(sales_[i].order), {}};
        if (result.outcome == CompleteOutcome::paid) result.changes = sold[sales_[i].order];
        results.push_back(std::move(result));
    }
    return results;
}

Task<std::vector<CompleteResult>> complete_sales(Connection& connection, std::vector<Sale> sales,
                                                 Timestamp now) {
    SaleBatch batch(std::move(sales), now);
    std::vector<CompleteResult> results = co_await batch.run(connection);
    co_return results;
}

}  // namespace fairgate::postgres
