#pragma once

#include "checkout/checkout.hpp"
#include "checkout/orders.hpp"
#include "http/admission_gate.hpp"
#include "http/router.hpp"

namespace fairgate::http {

/// Checkout, orders and tickets. Lives as long as the server.
class CheckoutHandlers {
  public:
    /// The account's e-mail address.
    using AccountEmail = std::function<Task<std::optional<std::string>>(UserId)>;

    CheckoutHandlers(Checkout& checkout, Orders& orders, AccountEmail account_email, AdmissionGate gate)
        : checkout_(checkout),
          orders_(orders),
          account_email_(std::move(account_email)),
          gate_(std::move(gate)) {}

    void add_to(Router& router);

  private:
    Task<Response> pay(Request& request);
    Task<Response> list_orders(Request& request);
    Task<Response> get_order(Request& request);
    Task<Response> list_tickets(Request& request);
    Task<Response> get_ticket_qr(Request& request);

    Checkout& checkout_;
    Orders& orders_;
    AccountEmail account_email_;
    AdmissionGate gate_;
};

}  // namespace fairgate::http
