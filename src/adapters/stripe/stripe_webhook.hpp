#pragma once

#include "base/clock.hpp"
#include "base/id.hpp"
#include "notify/inbox.hpp"

namespace fairgate::stripe {

/// Whether `header`, a Stripe-Signature, signs `body` with `secret` and is not older or newer than
/// `tolerance`. Of several signatures one has to be right.
bool is_signed(std::string_view header, std::string_view body, std::string_view secret, Timestamp now,
               std::chrono::milliseconds tolerance);

/// Takes Stripe's events. An event is a hint that a payment has changed and no more: its order is looked at
/// again, and what Stripe answers then counts. Each event has its effect once.
///
/// Thread-safe; lives as long as the server.
class StripeWebhook {
  public:
    static constexpr std::chrono::minutes kTolerance{5};

    /// Looks at the order again; an exception lets Stripe send the event once more.
    using PaymentChanged = std::function<Task<void>(OrderId)>;

    StripeWebhook(std::string secret, const Clock& clock, Inbox& inbox, PaymentChanged changed);

    /// False when it does not come from Stripe.
    Task<bool> take(std::string signature, std::string body);

  private:
    std::string secret_;
    const Clock& clock_;
    MessageHandler once_;
};

}  // namespace fairgate::stripe
