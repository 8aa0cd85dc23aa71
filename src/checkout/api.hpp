#pragma once

// The checkout's types on the wire.

#include "base/json.hpp"
#include "catalog/api.hpp"

namespace fairgate::api {

BOOST_DEFINE_ENUM_CLASS(OrderStatus, pending, paid, declined, cancelled, refunded)
BOOST_DEFINE_ENUM_CLASS(PaymentMethodType, card, token)
BOOST_DEFINE_ENUM_CLASS(TicketStatus, valid, cancelled)

/// `card` needs number, expMonth, expYear and cvc; `token` needs token.
struct PaymentMethod {
    PaymentMethodType type = PaymentMethodType::card;
    std::optional<std::string> number;
    std::optional<std::uint32_t> exp_month;
    std::optional<std::uint32_t> exp_year;
    std::optional<std::string> cvc;
    std::optional<std::string> token;
};
BOOST_DESCRIBE_STRUCT(PaymentMethod, (), (type, number, exp_month, exp_year, cvc, token))

struct CheckoutRequest {
    EventId event_id;
    /// 8 to 64 characters chosen by the client, one for all attempts at the same purchase.
    std::string idempotency_key;
    PaymentMethod payment_method;
    /// Where tickets go; needed unless logged in.
    std::optional<std::string> email;
};
BOOST_DESCRIBE_STRUCT(CheckoutRequest, (), (event_id, idempotency_key, payment_method, email))

struct OrderSeat {
    std::string seat_id;
    std::string section;
    std::string row;
    std::string seat_number;
    std::string category;
    MinorUnits price;
};
BOOST_DESCRIBE_STRUCT(OrderSeat, (), (seat_id, section, row, seat_number, category, price))

struct Order {
    OrderId id;
    std::optional<UserId> user_id;
    EventId event_id;
    EventSummary event;
    OrderStatus status = OrderStatus::pending;
    std::vector<OrderSeat> seats;
    MinorUnits subtotal;
    MinorUnits fees;
    MinorUnits total_amount;
    std::string currency;
    std::optional<std::string> payment_id;
    std::optional<std::string> card_last_four;
    std::string email;
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (id, user_id, event_id, event, status, seats, subtotal, fees, total_amount, currency,
                       payment_id, card_last_four, email, created_at))

struct OrderList {
    std::vector<Order> orders;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(OrderList, (), (orders, next_cursor))

struct Ticket {
    TicketId id;
    OrderId order_id;
    EventId event_id;
    std::string section;
    std::string row;
    std::string seat_number;
    std::string category;
    TicketStatus status = TicketStatus::valid;
    /// What the QR code says: `fairgate verify-ticket` checks it without a network.
    std::string code;
    /// Path of the QR code as an SVG picture.
    std::string qr_url;
};
BOOST_DESCRIBE_STRUCT(Ticket, (),
                      (id, order_id, event_id, section, row, seat_number, category, status, code, qr_url))

struct TicketList {
    EventSummary event;
    std::vector<Ticket> tickets;
};
BOOST_DESCRIBE_STRUCT(TicketList, (), (event, tickets))

}  // namespace fairgate::api
