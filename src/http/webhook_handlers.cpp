#include "http/webhook_handlers.hpp"

namespace fairgate::http {

void WebhookHandlers::add_to(Router& router) {
    if (!take_stripe_event_) return;
    router.add({.verb = Verb::post,
                .path = "/api/webhooks/stripe",
                .handler = [this](Request& r) { return stripe(r); },
                .with_session = false,
                .is_signed = true});
}

Task<Response> WebhookHandlers::stripe(Request& request) {
    const bool taken = co_await take_stripe_event_(std::string(request.header("Stripe-Signature")),
                                                   std::string(request.body));
    if (!taken) {
        co_return failure(400, "bad_signature", "The event's signature is missing, wrong or too old.");
    }
    co_return success("{}");
}

}  // namespace fairgate::http
