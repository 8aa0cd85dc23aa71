#include "adapters/sqlite/order_rows.hpp"

#include "adapters/sql/order_rows.hpp"

namespace fairgate::sqlite {
namespace {

constexpr std::string_view kFindOrder = "SELECT " FAIRGATE_ORDER_COLUMNS " FROM orders WHERE id = ?";

constexpr std::string_view kFindByKey =
    "SELECT " FAIRGATE_ORDER_COLUMNS " FROM orders WHERE idempotency_key = ?";

constexpr std::string_view kItems =
    "SELECT seat_index, price, fee FROM order_items WHERE order_id = ? ORDER BY seat_index";

void read_items(Connection& connection, OrderRecord& order) {
    auto rows = connection.prepare(kItems);
    rows.bind(order.id);
    while (rows.step()) {
        order.items.push_back({static_cast<SeatIndex>(rows.integer(0)), rows.amount(1), rows.amount(2)});
    }
}

std::optional<OrderRecord> read_one(Connection& connection, Statement rows) {
    auto orders = read_orders(connection, std::move(rows));
    if (orders.empty()) return std::nullopt;
    return std::move(orders.front());
}

}  // namespace

std::vector<OrderRecord> read_orders(Connection& connection, Statement rows) {
    std::vector<OrderRecord> orders;
    while (rows.step()) orders.push_back(sql::read_order(rows));
    for (auto& order : orders) read_items(connection, order);
    return orders;
}

std::optional<OrderRecord> find_order(Connection& connection, OrderId order) {
    auto rows = connection.prepare(kFindOrder);
    rows.bind(order);
    return read_one(connection, std::move(rows));
}

std::optional<OrderRecord> find_order_by_key(Connection& connection, const std::string& idempotency_key) {
    auto rows = connection.prepare(kFindByKey);
    rows.bind(idempotency_key);
    return read_one(connection, std::move(rows));
}

}  // namespace fairgate::sqlite
