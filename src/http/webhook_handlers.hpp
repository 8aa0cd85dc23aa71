#pragma once

#include "http/router.hpp"

namespace fairgate::http {

/// Events that a payment provider sends. Lives as long as the server.
class WebhookHandlers {
  public:
    /// False when the body is not signed as it should be.
    using TakeEvent = std::function<Task<bool>(std::string signature, std::string body)>;

    /// `take_stripe_event` is empty where there is no such provider.
    explicit WebhookHandlers(TakeEvent take_stripe_event)
        : take_stripe_event_(std::move(take_stripe_event)) {}

    void add_to(Router& router);

  private:
    Task<Response> stripe(Request& request);

    TakeEvent take_stripe_event_;
};

}  // namespace fairgate::http
