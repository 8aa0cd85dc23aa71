#include "adapters/postgres/order_batches.hpp"

#include "adapters/postgres/order_rows.hpp"

#include <map>

namespace fairgate::postgres {
namespace {

constexpr std::string_view kFindOrders =
    "SELECT " FAIRGATE_POSTGRES_ORDER_COLUMNS " FROM orders o WHERE o.id = ANY ($1::bigint[])";

constexpr std::string_view kMarkSettled =
    "UPDATE orders o SET capture_due = false, updated_at = $1"
    " FROM (SELECT id FROM orders WHERE id = ANY ($2::bigint[]) AND capture_due ORDER BY id FOR UPDATE)"
    " AS settled WHERE o.id = settled.id";

/// The order of `rows` whose `field` each of `values` is.
template <class Value>
std::vector<std::optional<OrderRecord>> in_order_of(const std::vector<Value>& values,
                                                    Value OrderRecord::* field, const Rows& rows) {
    std::map<Value, OrderRecord> found;
    for (OrderRecord& order : read_orders(rows)) {
        Value value = order.*field;
        found.emplace(std::move(value), std::move(order));
    }
    std::vector<std::optional<OrderRecord>> orders;
    for (const Value& value : values) {
        const auto order = found.find(value);
        orders.push_back(order == found.end() ? std::nullopt : std::optional(order->second));
    }
    return orders;
}

}  // namespace

Task<std::vector<std::optional<OrderRecord>>> find_by_keys(Connection& connection,
                                                           std::vector<std::string> keys, Timestamp) {
    const Rows rows = co_await connection.ask(Call(kFindOrdersByKeys, keys));
    co_return in_order_of(keys, &OrderRecord::idempotency_key, rows);
}

Task<std::vector<std::optional<OrderRecord>>> find_orders(Connection& connection, std::vector<OrderId> ids,
                                                          Timestamp) {
    const Rows rows = co_await connection.ask(Call(kFindOrders, ids));
    co_return in_order_of(ids, &OrderRecord::id, rows);
}

Task<std::vector<std::monostate>> mark_all_settled(Connection& connection, std::vector<OrderId> orders,
                                                   Timestamp now) {
    // One that is lost is due again, and found to be done.
    co_await connection.commit_unflushed(Call(kMarkSettled, now, orders));
    co_return std::vector<std::monostate>(orders.size());
}

}  // namespace fairgate::postgres
