#include "http/operations.hpp"

#include "accounts/api.hpp"
#include "catalog/api.hpp"
#include "checkout/api.hpp"
#include "http/api.hpp"
#include "inventory/api.hpp"
#include "waitingroom/api.hpp"

namespace fairgate::http {
namespace {

using enum Parameter::Place;

template <class T>
json::value schema(SchemaRegistry& registry) {
    return registry.schema_of<T>();
}

json::value id_schema() {
    SchemaRegistry unused;
    return unused.schema_of<EventId>();
}

const json::value kText{{"type", "string"}, {"maxLength", 200}};
const json::value kTime{{"type", "string"}, {"format", "date-time"}};
const json::value kAmount{{"type", "integer"}, {"minimum", 0}};
const json::value kLimit{{"type", "integer"}, {"minimum", 1}, {"maximum", 100}, {"default", 20}};

Parameter id_in_path(std::string_view description) {
    return {"id", path, description, id_schema()};
}

std::vector<Parameter> search_parameters() {
    return {{"q", query, "Words of the name, description, venue or city; the last may be unfinished.", kText},
            {"city", query, "Exact city.", kText},
            {"category", query, "Exact category.", kText},
            {"from", query, "Earliest event date.", kTime},
            {"to", query, "Events before this time; of a bare date the whole day (UTC) is in.", kTime},
            {"status", query, "Statuses, separated by commas.", kText},
            {"minPrice", query, "Has a seat that costs this or more, fees included.", kAmount},
            {"maxPrice", query, "Has a seat that costs this or less, fees included.", kAmount},
            {"sort",
             query,
             "Order of the list; relevance needs q.",
             {{"type", "string"}, {"enum", {"date", "price", "name", "relevance"}}}},
            {"limit", query, "Page size.", kLimit},
            {"cursor", query, "`nextCursor` of the page before.", kText}};
}

std::vector<Operation> catalog_operations() {
    return {{"listEvents",
             Verb::get,
             "/api/events",
             "catalog",
             "Discover events",
             search_parameters(),
             nullptr,
             schema<api::EventList>,
             "application/json",
             200,
             {400}},
            {"getEvent",
             Verb::get,
             "/api/events/{id}",
             "catalog",
             "An event with venue, prices and availability",
             {id_in_path("The event.")},
             nullptr,
             schema<api::Event>,
             "application/json",
             200,
             {404}},
            {"getPlan",
             Verb::get,
             "/api/plans/{hash}",
             "catalog",
             "Immutable geometry of a seating plan",
             {{"hash", path, "`planHash` of an event.", kText}},
             nullptr,
             schema<api::SeatingPlan>,
             "application/json",
             200,
             {404}}};
}

std::vector<Operation> seat_map_operations() {
    const Parameter event = id_in_path("The event.");
    return {{"getSeats",
             Verb::get,
             "/api/events/{id}/seats",
             "inventory",
             "All seats with their status",
             {event},
             nullptr,
             schema<api::SeatMap>,
             "application/json",
             200,
             {403, 404}},
            {"getAvailability",
             Verb::get,
             "/api/events/{id}/availability",
             "inventory",
             "The status of all seats in compact form",
             {event},
             nullptr,
             schema<api::CompactAvailability>,
             "application/json",
             200,
             {403, 404}},
            {"streamAvailability",
             Verb::get,
             "/api/events/{id}/stream",
             "inventory",
             "Server-sent events: `snapshot` (CompactAvailability), then `changes` (AvailabilityChange), "
             "`status` "
             "(EventStatusChange) and `freshness` (Freshness)",
             {event},
             nullptr,
             nullptr,
             "text/event-stream",
             200,
             {404, 503}}};
}

std::vector<Operation> reservation_operations() {
    return {{"reserveSeats",
             Verb::post,
             "/api/seats/reserve",
             "inventory",
             "Hold seats for as long as the configuration says",
             {},
             schema<api::ReserveSeatsRequest>,
             schema<api::ReserveSeatsResponse>,
             "application/json",
             200,
             {400, 403, 404, 409, 422, 503}},
            {"reserveBestAvailable",
             Verb::post,
             "/api/seats/best-available",
             "inventory",
             "Hold the best adjacent seats",
             {},
             schema<api::BestAvailableRequest>,
             schema<api::ReserveSeatsResponse>,
             "application/json",
             200,
             {400, 403, 404, 409, 422, 503}},
            {"releaseSeats",
             Verb::post,
             "/api/seats/release",
             "inventory",
             "Let go of held seats",
             {},
             schema<api::ReleaseSeatsRequest>,
             schema<api::CurrentReservation>,
             "application/json",
             200,
             {400, 404, 409, 503}},
            {"getCurrentReservation",
             Verb::get,
             "/api/reservations/current",
             "inventory",
             "The reservation of this session",
             {{"eventId", query, "The event.", id_schema()}},
             nullptr,
             schema<api::CurrentReservation>,
             "application/json",
             200,
             {400, 404}}};
}

std::vector<Operation> checkout_operations() {
    const Parameter order = id_in_path("The order.");
    return {{"checkout",
             Verb::post,
             "/api/checkout",
             "checkout",
             "Pay the reservation; safe to repeat",
             {},
             schema<api::CheckoutRequest>,
             schema<api::Order>,
             "application/json",
             201,
             {400, 402, 404, 409, 410, 422, 503}},
            {"listOrders",
             Verb::get,
             "/api/orders",
             "checkout",
             "Orders of this session or account, newest first",
             {{"limit", query, "Page size.", kLimit},
              {"cursor", query, "`nextCursor` of the page before.", kText}},
             nullptr,
             schema<api::OrderList>,
             "application/json",
             200,
             {400}},
            {"getOrder",
             Verb::get,
             "/api/orders/{id}",
             "checkout",
             "An order",
             {order},
             nullptr,
             schema<api::Order>,
             "application/json",
             200,
             {403, 404}},
            {"listTickets",
             Verb::get,
             "/api/orders/{id}/tickets",
             "checkout",
             "The tickets of an order",
             {order},
             nullptr,
             schema<api::TicketList>,
             "application/json",
             200,
             {404}},
            {"getTicketQr",
             Verb::get,
             "/api/tickets/{id}/qr.svg",
             "checkout",
             "The QR code of a ticket",
             {id_in_path("The ticket.")},
             nullptr,
             nullptr,
             "image/svg+xml",
             200,
             {404}}};
}

std::vector<Operation> webhook_operations() {
    return {{"receiveStripeEvent",
             Verb::post,
             "/api/webhooks/stripe",
             "checkout",
             "Take an event that Stripe has signed; only where payments are Stripe's",
             {},
             schema<json::value>,
             schema<api::Nothing>,
             "application/json",
             200,
             {400, 503}}};
}

std::vector<Operation> queue_operations() {
    const Parameter event{"eventId", path, "The event.", id_schema()};
    return {{"joinQueue",
             Verb::post,
             "/api/queue/{eventId}/join",
             "waitingroom",
             "Enter the waiting room; safe to repeat",
             {event},
             schema<api::JoinQueueRequest>,
             schema<api::QueueStatus>,
             "application/json",
             200,
             {400, 401, 403, 404, 409, 429, 503}},
            {"getQueueStatus",
             Verb::get,
             "/api/queue/{eventId}/status",
             "waitingroom",
             "The place of this session",
             {event},
             nullptr,
             schema<api::QueueStatus>,
             "application/json",
             200,
             {404}},
            {"enterFromQueue",
             Verb::post,
             "/api/queue/{eventId}/enter",
             "waitingroom",
             "Take the turn: the shopping window begins",
             {event},
             nullptr,
             schema<api::QueueStatus>,
             "application/json",
             200,
             {404, 409, 503}},
            {"leaveQueue",
             Verb::post,
             "/api/queue/{eventId}/leave",
             "waitingroom",
             "Give up the place or the shopping window",
             {event},
             nullptr,
             schema<api::QueueStatus>,
             "application/json",
             200,
             {404, 503}},
            {"streamQueue",
             Verb::get,
             "/api/queue/{eventId}/stream",
             "waitingroom",
             "Server-sent events: `status` (QueueStatus) at every change",
             {event},
             nullptr,
             nullptr,
             "text/event-stream",
             200,
             {404, 503}},
            {"getQueueDraw",
             Verb::get,
             "/api/queue/{eventId}/draw",
             "waitingroom",
             "The public record of the draw",
             {event},
             nullptr,
             schema<api::QueueDraw>,
             "application/json",
             200,
             {404}}};
}

std::vector<Operation> room_operations() {
    const Parameter event{"eventId", path, "The event.", id_schema()};
    return {{"getRoom",
             Verb::get,
             "/api/admin/queue/{eventId}",
             "admin",
             "A waiting room as its operator sees it",
             {event},
             nullptr,
             schema<api::RoomOverview>,
             "application/json",
             200,
             {401, 403, 404}},
            {"adjustRoom",
             Verb::post,
             "/api/admin/queue/{eventId}",
             "admin",
             "Pause a waiting room, or change its limits",
             {event},
             schema<api::AdjustRoomRequest>,
             schema<api::RoomOverview>,
             "application/json",
             200,
             {400, 401, 403, 404, 409, 422, 503}},
            {"setBeacon",
             Verb::post,
             "/api/admin/queue/{eventId}/beacon",
             "admin",
             "Say what the beacon of the draw has said; safe to repeat",
             {event},
             schema<api::SetBeaconRequest>,
             schema<api::RoomOverview>,
             "application/json",
             200,
             {400, 401, 403, 404, 409, 422, 503}}};
}

std::vector<Operation> account_operations() {
    return {{"register",
             Verb::post,
             "/api/auth/register",
             "accounts",
             "Open an account and log in",
             {},
             schema<api::RegisterRequest>,
             schema<api::Me>,
             "application/json",
             201,
             {400, 409, 422, 429, 503}},
            {"login",
             Verb::post,
             "/api/auth/login",
             "accounts",
             "Log in",
             {},
             schema<api::LoginRequest>,
             schema<api::Me>,
             "application/json",
             200,
             {400, 401, 429, 503}},
            {"logout",
             Verb::post,
             "/api/auth/logout",
             "accounts",
             "Log out",
             {},
             nullptr,
             schema<api::Me>,
             "application/json",
             200,
             {}},
            {"me",
             Verb::get,
             "/api/auth/me",
             "accounts",
             "Who is asking",
             {},
             nullptr,
             schema<api::Me>,
             "application/json",
             200,
             {}}};
}

std::vector<Operation> general_operations() {
    return {{"getConfig",
             Verb::get,
             "/api/config",
             "general",
             "What clients must know of this installation",
             {},
             nullptr,
             schema<api::Config>,
             "application/json",
             200,
             {}}};
}

}  // namespace

const std::vector<Operation>& operations() {
    static const std::vector<Operation> all = [] {
        std::vector<Operation> list = catalog_operations();
        for (auto group :
             {seat_map_operations(), reservation_operations(), checkout_operations(), webhook_operations(),
              queue_operations(), room_operations(), account_operations(), general_operations()}) {
            list.insert(list.end(), std::make_move_iterator(group.begin()),
                        std::make_move_iterator(group.end()));
        }
        return list;
    }();
    return all;
}

}  // namespace fairgate::http
