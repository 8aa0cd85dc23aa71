#include "adapters/postgres/order_rows.hpp"

namespace fairgate::postgres {
namespace {

std::vector<OrderItem> read_items(const Row& row, int column) {
    const auto numbers = row.integers(column);
    std::vector<OrderItem> items;
    for (std::size_t i = 0; i + 2 < numbers.size(); i += 3) {
        items.push_back({static_cast<SeatIndex>(numbers[i]), {numbers[i + 1]}, {numbers[i + 2]}});
    }
    return items;
}

}  // namespace

OrderRecord read_order(const Row& row) {
    OrderRecord order = sql::read_order(row);
    order.items = read_items(row, 22);
    return order;
}

std::vector<OrderRecord> read_orders(const Rows& rows) {
    std::vector<OrderRecord> orders;
    for (const Row row : rows) orders.push_back(read_order(row));
    return orders;
}

std::optional<OrderRecord> read_one_order(const Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return read_order(rows.front());
}

}  // namespace fairgate::postgres
