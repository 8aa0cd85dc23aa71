#include "http/reservation_handlers.hpp"

#include "http/request_input.hpp"

namespace fairgate::http {
namespace {

Response no_event() {
    return failure(404, "event_not_found", "There is no such event.");
}

Response being_paid() {
    return failure(409, "checkout_in_progress", "These seats are being paid for right now.");
}

Response taken(const ReserveFailure& failed) {
    const auto details = R"({"unavailableSeats":)" + to_json_text(failed.unavailable_seats) + "}";
    return failure(409, "seats_unavailable",
                   "Somebody else has just taken these seats. Please choose others.", details);
}

Response refuse(const ReserveFailure& failed) {
    switch (failed.error) {
        case ReserveError::unknown_event:
            return no_event();
        case ReserveError::not_on_sale:
            return failure(409, "event_not_on_sale", "Tickets for this event are not on sale right now.");
        case ReserveError::bad_seats:
            return failure(422, "bad_seats", "Name one to six different seats of this event.");
        case ReserveError::too_many_seats:
            return failure(422, "too_many_seats", "You can choose at most 6 seats.");
        case ReserveError::unknown_seat:
            return failure(404, "seat_not_found", "The event has no such seat.");
        case ReserveError::nothing_available:
            return taken(failed);
        case ReserveError::purchase_limit:
            return failure(409, "purchase_limit",
                           "You have as many tickets for this event as one person may buy.");
        case ReserveError::checkout_in_progress:
            return being_paid();
        case ReserveError::busy:
            return failure(503, "busy", "Very many people want these seats. Please try again in a moment.");
    }
    throw std::logic_error("a reservation error without an answer");
}

Response refuse(ReleaseError error) {
    switch (error) {
        case ReleaseError::unknown_event:
            return no_event();
        case ReleaseError::bad_seats:
            return failure(422, "bad_seats", "Name seats of this event.");
        case ReleaseError::no_reservation:
            return failure(404, "reservation_not_found", "You hold no seats of this event.");
        case ReleaseError::checkout_in_progress:
            return being_paid();
    }
    throw std::logic_error("a release error without an answer");
}

Response answer(const ReserveResult& result) {
    return result ? success_of(*result) : refuse(result.error());
}

}  // namespace

void ReservationHandlers::add_to(Router& router) {
    router.add({Verb::post, "/api/seats/reserve", [this](Request& r) { return reserve(r); }});
    router.add({Verb::post, "/api/seats/best-available", [this](Request& r) { return best_available(r); }});
    router.add({Verb::post, "/api/seats/release", [this](Request& r) { return release(r); }});
    router.add({Verb::get, "/api/reservations/current", [this](Request& r) { return current(r); }});
}

Task<Response> ReservationHandlers::reserve(Request& request) {
    auto body = read_body<api::ReserveSeatsRequest>(request);
    const auto access = co_await gate_.admits(body.event_id, request.session);
    if (!access) throw not_admitted();
    const ReserveResult result = co_await use_cases_.reserve(request.session, std::move(body), *access);
    co_return answer(result);
}

Task<Response> ReservationHandlers::best_available(Request& request) {
    auto body = read_body<api::BestAvailableRequest>(request);
    const auto access = co_await gate_.admits(body.event_id, request.session);
    if (!access) throw not_admitted();
    const ReserveResult result =
        co_await use_cases_.best_available(request.session, std::move(body), *access);
    co_return answer(result);
}

Task<Response> ReservationHandlers::release(Request& request) {
    auto body = read_body<api::ReleaseSeatsRequest>(request);
    const auto result = co_await use_cases_.release(request.session, std::move(body));
    co_return result ? success_of(*result) : refuse(result.error());
}

Task<Response> ReservationHandlers::current(Request& request) {
    const auto text = request.query("eventId");
    if (!text) throw bad_parameter("eventId", "is required");
    const auto event = EventId::parse(*text);
    if (!event) co_return no_event();
    const auto found = co_await use_cases_.find(request.session, *event);
    if (!found) co_return no_event();
    co_return success_of(*found);
}

}  // namespace fairgate::http
