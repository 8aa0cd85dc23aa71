#pragma once

#include "checkout/checkout_ports.hpp"

namespace fairgate {

enum class SettleOutcome {
    /// The order is paid; `order` has the answer to the buyer.
    paid,
    /// Somebody else has the seats; the order is cancelled and the payment voided.
    seats_gone,
    /// The attempt had been ended otherwise; the payment is voided.
    not_pending,
};

struct Settled {
    SettleOutcome outcome = SettleOutcome::not_pending;
    OrderRecord order;
};

/// Turns an authorized payment into a paid order, or gives the money back. Shared by the checkout and by
/// recovery, on any number of nodes; all may settle the same order at once, since the store lets one of them
/// win, what it has decided is what the provider is told afterwards, and each step may be repeated.
///
/// An exception from any method means that the order is still open: recovery goes on from there.
/// Lives as long as the server.
class Settlement {
  public:
    Settlement(CheckoutPorts ports, CheckoutRules rules) : ports_(std::move(ports)), rules_(rules) {}

    Task<Settled> settle(OrderRecord order, Authorization authorization);

    /// Ends an attempt that has no payment; the key stays open for another.
    Task<void> decline(OrderRecord order);

    /// Ends an order whose payment is voided; the key stays closed.
    Task<void> cancel(OrderRecord order);

    /// Tells the provider what has become of the payment: takes the money of a paid order, gives that of a
    /// cancelled one back. May be repeated.
    Task<void> finish_payment(OrderRecord order);

  private:
    /// Gives up on the provider after the rules' limit: a silent one must not hold up the orders behind.
    Task<void> in_time(Task<void> call);
    Task<Sale> make_sale(OrderRecord order, Authorization authorization);
    Task<CompleteResult> complete_surely(Sale sale);
    Task<std::optional<CompleteResult>> try_complete(Sale sale);
    Task<Settled> give_back(OrderRecord order, Authorization authorization);
    /// `ended` is what somebody else has made of the order.
    Task<Settled> settle_ended(OrderRecord ended, Authorization authorization);
    Task<void> void_if_authorized(PaymentAttempt attempt);
    Task<void> after_sale(CompleteResult result);

    CheckoutPorts ports_;
    CheckoutRules rules_;
};

}  // namespace fairgate
