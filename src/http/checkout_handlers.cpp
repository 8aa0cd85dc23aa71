#include "http/checkout_handlers.hpp"

#include "http/request_input.hpp"

namespace fairgate::http {
namespace {

constexpr std::uint32_t kPage = 20;

std::string problems_json(const std::vector<FieldProblem>& problems) {
    return R"({"problems":)" + to_json_text(problems) + "}";
}

std::string_view reason_word(DeclineReason reason) {
    switch (reason) {
        case DeclineReason::insufficient_funds:
            return "insufficient_funds";
        case DeclineReason::authentication_required:
            return "authentication_required";
        case DeclineReason::card_declined:
        case DeclineReason::cancelled:
            break;
    }
    return "card_declined";
}

Response declined(const CheckoutFailure& failed) {
    const std::string_view reason = reason_word(failed.reason.value_or(DeclineReason::card_declined));
    return failure(402, "payment_declined", "Payment declined. Please try a different card.",
                   json::serialize(json::value{{"reason", reason}}));
}

Response try_again(std::string_view code, std::string_view message, std::chrono::seconds wait) {
    auto response = failure(503, code, message);
    response.retry_after_seconds = static_cast<unsigned>(wait.count());
    return response;
}

Response refuse(const CheckoutFailure& failed) {
    switch (failed.error) {
        case CheckoutError::invalid_request:
            return failure(422, "invalid_request", "Some of the payment details need another look.",
                           problems_json(failed.problems));
        case CheckoutError::idempotency_key_reused:
            return failure(422, "idempotency_key_reused",
                           "This idempotency key was used for another purchase.");
        case CheckoutError::event_not_found:
            return failure(404, "event_not_found", "There is no such event.");
        case CheckoutError::event_not_on_sale:
            return failure(409, "event_not_on_sale", "Tickets for this event are not on sale right now.");
        case CheckoutError::reservation_expired:
            return failure(410, "reservation_expired",
                           "Your reservation has ended and nothing was charged. Please choose seats again.");
        case CheckoutError::checkout_in_progress:
            return failure(409, "checkout_in_progress", "These seats are being paid for right now.");
        case CheckoutError::purchase_limit:
            return failure(
                409, "purchase_limit",
                "With these you would have more tickets for this event than one person may buy. Nothing was "
                "charged.");
        case CheckoutError::payment_declined:
            return declined(failed);
        case CheckoutError::payment_unavailable:
            return try_again(
                "payment_unavailable",
                "Payments are not possible at the moment. Your seats are still held; nothing was charged.",
                failed.retry_after);
        case CheckoutError::payment_unknown:
            return try_again(
                "payment_unknown",
                "We do not know yet whether the payment went through. Try again: you will not be charged "
                "twice.",
                failed.retry_after);
        case CheckoutError::seats_gone:
            return failure(409, "seats_gone", "The seats were taken in the meantime. You were not charged.");
        case CheckoutError::unavailable:
            return try_again(
                "unavailable",
                "Something on our side is not working. Try again: you will not be charged twice.",
                failed.retry_after);
    }
    throw std::logic_error("a checkout error without an answer");
}

HttpFailure no_order() {
    return HttpFailure(404, "order_not_found", "There is no such order.");
}

}  // namespace

void CheckoutHandlers::add_to(Router& router) {
    router.add({Verb::post, "/api/checkout", [this](Request& r) { return pay(r); }});
    router.add({Verb::get, "/api/orders", [this](Request& r) { return list_orders(r); }});
    router.add({Verb::get, "/api/orders/{id}", [this](Request& r) { return get_order(r); }});
    router.add({Verb::get, "/api/orders/{id}/tickets", [this](Request& r) { return list_tickets(r); }});
    router.add({Verb::get, "/api/tickets/{id}/qr.svg", [this](Request& r) { return get_ticket_qr(r); }});
}

Task<Response> CheckoutHandlers::pay(Request& request) {
    auto body = read_body<api::CheckoutRequest>(request);
    Buyer buyer{request.session, std::nullopt, std::string(request.trace)};
    if (request.session.user) buyer.account_email = co_await account_email_(*request.session.user);
    const EventId event = body.event_id;
    const CheckoutResult result = co_await checkout_(std::move(buyer), std::move(body));
    if (!result && result.error().error == CheckoutError::reservation_expired) {
        // What was reserved in the window may be paid after it; without a reservation only the window counts.
        const auto access = co_await gate_.admits(event, request.session);
        if (!access) throw not_admitted();
    }
    if (!result) co_return refuse(result.error());
    co_await gate_.purchased(event, request.session);
    auto response = success(result->order_json, 201);
    response.location = "/api/orders/" + result->order.text();
    co_return response;
}

Task<Response> CheckoutHandlers::list_orders(Request& request) {
    const auto limit = read_limit(request, kPage, Orders::kPageMax);
    const auto list = co_await orders_.list(request.session, limit, request.query("cursor"));
    if (!list) throw bad_parameter("cursor", "is not one that a list gave out");
    co_return success_of(*list);
}

Task<Response> CheckoutHandlers::get_order(Request& request) {
    const auto order = co_await orders_.find(request.session, id_in_path<OrderId>(request));
    if (!order) throw no_order();
    co_return success_of(*order);
}

Task<Response> CheckoutHandlers::list_tickets(Request& request) {
    const auto tickets = co_await orders_.tickets(request.session, id_in_path<OrderId>(request));
    if (!tickets) throw no_order();
    co_return success_of(*tickets);
}

Task<Response> CheckoutHandlers::get_ticket_qr(Request& request) {
    auto picture = co_await orders_.ticket_qr(request.session, id_in_path<TicketId>(request));
    if (!picture) throw HttpFailure(404, "ticket_not_found", "There is no such ticket.");
    Response response;
    response.content_type = "image/svg+xml";
    response.cache_control = "private, no-store";
    response.body = std::move(*picture);
    co_return response;
}

}  // namespace fairgate::http
