#include "base/json.hpp"
#include "faults/store.hpp"
#include "support/postgres_server.hpp"

namespace fairgate::faults {
namespace {

/// One statement sees one moment.
constexpr const char* kContents = R"sql(
SELECT json_build_object(
    'seats', (
        SELECT coalesce(
            json_agg(json_build_array(event_id, seat_index, hold_id, held_until, order_id)), '[]')
        FROM seats WHERE status <> 0),
    'seat_counts', (
        SELECT coalesce(json_agg(json_build_array(event_id, seats)), '[]')
        FROM (SELECT event_id, count(*) AS seats FROM seats GROUP BY event_id) AS s),
    'orders', (
        SELECT coalesce(
            json_agg(json_build_array(id, status, event_id, hold_id, total_amount, capture_due)), '[]')
        FROM orders),
    'items', (SELECT coalesce(json_agg(json_build_array(order_id, seat_index)), '[]')
        FROM order_items WHERE NOT voided),
    'messages', (SELECT coalesce(json_agg(body), '[]')
        FROM (SELECT body FROM outbox UNION ALL SELECT body FROM deliveries) AS m))
)sql";

std::int64_t number(const json::value& value) {
    return value.is_null() ? 0 : value.to_number<std::int64_t>();
}

template <class T>
T id(const json::value& value) {
    return T{static_cast<std::uint64_t>(number(value))};
}

template <class T>
std::optional<T> optional_id(const json::value& value) {
    return value.is_null() ? std::nullopt : std::optional(id<T>(value));
}

}  // namespace

StoreContents read_database(const std::string& dsn, const std::filesystem::path& folder) {
    const json::value all = json::parse(testing::PostgresSession(dsn).run(kContents));
    StoreContents contents;
    for (const auto& row : all.at("seats").as_array()) {
        const Timestamp until{std::chrono::milliseconds{number(row.at(3))}};
        contents.seats[{id<EventId>(row.at(0)), static_cast<SeatIndex>(number(row.at(1)))}] = {
            optional_id<HoldId>(row.at(2)), until, optional_id<OrderId>(row.at(4))};
    }
    for (const auto& row : all.at("seat_counts").as_array()) {
        contents.seat_counts[id<EventId>(row.at(0))] = static_cast<std::size_t>(number(row.at(1)));
    }
    for (const auto& row : all.at("orders").as_array()) {
        contents.orders[id<OrderId>(row.at(0))] = {std::string(row.at(1).as_string()),
                                                   id<EventId>(row.at(2)),
                                                   id<HoldId>(row.at(3)),
                                                   {number(row.at(4))},
                                                   row.at(5).as_bool(),
                                                   {}};
    }
    for (const auto& row : all.at("items").as_array()) {
        contents.orders.at(id<OrderId>(row.at(0))).seats.insert(static_cast<SeatIndex>(number(row.at(1))));
    }
    for (const auto& body : all.at("messages").as_array()) contents.messages.emplace_back(body.as_string());
    contents.payments = read_ledger(folder);
    return contents;
}

}  // namespace fairgate::faults
