#pragma once

#include "base/json.hpp"

namespace fairgate {

inline constexpr const char* kOrderPaidTopic = "order.paid";

/// What the message `order.paid` says.
struct OrderPaid {
    OrderId order_id;
    EventId event_id;
    std::string email;
    MinorUnits total_amount;
    std::string currency;
    std::uint32_t tickets = 0;
};
BOOST_DESCRIBE_STRUCT(OrderPaid, (), (order_id, event_id, email, total_amount, currency, tickets))

}  // namespace fairgate
