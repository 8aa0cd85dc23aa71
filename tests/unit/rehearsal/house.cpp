#include "unit/rehearsal/house.hpp"

#include "base/encoding.hpp"
#include "http/api.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

namespace fairgate::rehearsal {
namespace {

namespace beast_http = boost::beast::http;
using asio::ip::tcp;

constexpr auto kAsResult = asio::as_tuple(asio::use_awaitable);
constexpr EventId kEvent{7};
constexpr MinorUnits kPrice{1'000};

template <class T>
std::string success_of(const T& data) {
    return R"({"success":true,"data":)" + to_json_text(data) + "}";
}

Timestamp now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

api::Event event(const HouseRules& rules) {
    api::Event made;
    made.id = kEvent;
    made.status = rules.status;
    made.high_demand = rules.has_room;
    made.name = "A <show> & more";
    made.currency = "EUR";
    made.plan_hash = "plan";
    made.prices = {{"Stalls", "#000000", kPrice, {0}, kPrice}};
    made.venue_id = VenueId{1};
    made.venue.id = VenueId{1};
    made.max_seats_per_reservation = 6;
    made.purchase_limit = 8;
    made.server_now = now();
    made.event_date = now();
    made.on_sale_date = made.server_now + rules.opens_in;
    return made;
}

api::SeatingPlan seating(std::uint32_t seats) {
    api::SeatingPlan plan;
    plan.categories = {{"Stalls", "#000000"}};
    api::PlanRow row;
    row.seat_count = seats;
    row.categories = {0};
    plan.sections = {{"Stalls", {}, {row}}};
    return plan;
}

}  // namespace

FakeHouse::FakeHouse(HouseRules rules) : rules_(std::move(rules)) {
    acceptor_.open(tcp::v4());
    acceptor_.bind({asio::ip::address_v4::loopback(), 0});
    acceptor_.listen();
    tasks_.spawn(loop_.get_executor(), accept());
    thread_ = std::thread([this] { loop_.run(); });
}

FakeHouse::~FakeHouse() {
    tasks_.cancel();
    thread_.join();
}

Plan FakeHouse::plan(std::uint64_t fans) const {
    Plan plan;
    plan.target = {"127.0.0.1", std::to_string(acceptor_.local_endpoint().port())};
    plan.event = kEvent;
    plan.arrivals = even_arrivals(fans, std::chrono::seconds{1});
    plan.manners.think_median = std::chrono::milliseconds{5};
    plan.manners.abandon_percent = 0;
    plan.manners.decline_percent = 0;
    plan.seed = 5;
    plan.connections_max = 200;
    plan.lasts_at_most = std::chrono::seconds{20};
    return plan;
}

Task<void> FakeHouse::accept() {
    for (;;) {
        tcp::socket socket = co_await acceptor_.async_accept(asio::use_awaitable);
        tasks_.spawn(loop_.get_executor(), serve(std::move(socket)));
    }
}

Task<void> FakeHouse::serve(tcp::socket socket) {
    boost::beast::flat_buffer buffer;
    const Timeline timeline;
    for (;;) {
        beast_http::request<beast_http::string_body> request;
        auto [closed, read] = co_await beast_http::async_read(socket, buffer, request, kAsResult);
        if (closed) co_return;
        co_await timeline.reach(timeline.now() + rules_.answers_after);
        auto [status, body] = reply(std::string(request.target()), request.body());
        beast_http::response<beast_http::string_body> response(beast_http::int_to_status(status), 11);
        response.body() = std::move(body);
        response.prepare_payload();
        auto [lost, written] = co_await beast_http::async_write(socket, response, kAsResult);
        if (lost) co_return;
    }
}

FakeHouse::Reply FakeHouse::reply(const std::string& target, const std::string& body) {
    if (target == "/api/config") {
        api::Config config;
        config.test_payments = rules_.test_payments;
        return {200, success_of(config)};
    }
    if (target.starts_with("/api/plans/")) return {200, success_of(seating(rules_.seats))};
    if (target.ends_with("/availability")) return availability();
    if (target.starts_with("/api/events/")) return {200, success_of(event(rules_))};
    if (target.starts_with("/api/seats/release"))
        return {200, success_of(api::CurrentReservation{{}, now()})};
    if (target.starts_with("/api/queue/")) return {200, room()};
    if (target == "/api/checkout") return order(body);
    if (target.starts_with("/api/orders/"))
        return order_again(target.substr(std::string("/api/orders/").size()));
    if (rules_.reserve_status != 200) return {rules_.reserve_status, R"({"code":"too_many_requests"})"};
    api::ReserveSeatsResponse made;
    made.reservation.id = HoldId{next_id_++};
    made.reservation.session_id = SessionId{1};
    made.reservation.event_id = kEvent;
    made.reservation.seat_ids = rules_.gives;
    made.reservation.total_amount = {kPrice.value * static_cast<std::int64_t>(rules_.gives.size())};
    made.server_now = now();
    made.reservation.expires_at = now() + std::chrono::minutes{10};
    return {200, success_of(made)};
}

FakeHouse::Reply FakeHouse::order(const std::string& body) {
    keys_.insert(from_json_text<api::CheckoutRequest>(body).value().idempotency_key);
    purchases_ = keys_.size();
    return {201, order_again(OrderId{next_id_++}.text()).second};
}

FakeHouse::Reply FakeHouse::order_again(const std::string& id) {
    api::Order made;
    made.id = *OrderId::parse(id);
    made.event_id = kEvent;
    made.event.id = kEvent;
    made.status = api::OrderStatus::paid;
    for (const auto& seat : rules_.gives) {
        auto& item = made.seats.emplace_back();
        item.seat_id = seat;
        item.price = kPrice;
        made.subtotal += kPrice;
    }
    made.total_amount = made.subtotal;
    return {200, success_of(made)};
}

std::string FakeHouse::room() const {
    api::QueueStatus status;
    status.event_id = kEvent;
    status.status = api::QueueState::active;
    status.phase = api::RoomPhase::open;
    status.accounts_only = rules_.accounts_only;
    if (rules_.work_bits > 0) status.challenge = {"FGW1.x", rules_.work_bits};
    status.opens_at = status.server_now = now();
    return success_of(status);
}

/// All free at the first look; later the first seats are sold.
FakeHouse::Reply FakeHouse::availability() {
    const bool is_first = looks_++ == 0;
    if (!is_first && rules_.shows_map_once) return {404, "{}"};
    const std::uint32_t sold = is_first ? 0 : rules_.sold_afterwards;
    constexpr std::uint32_t kSold = 2;
    Bytes packed((rules_.seats + 3) / 4);
    for (std::uint32_t seat = 0; seat < sold; ++seat) {
        packed[seat / 4] |= static_cast<std::uint8_t>(kSold << (2 * (seat % 4)));
    }
    const auto status = is_first ? rules_.status : rules_.status_afterwards;
    return {200,
            success_of(api::CompactAvailability{
                looks_, rules_.seats, {rules_.seats - sold, 0, sold}, status, to_base64(packed), false})};
}

}  // namespace fairgate::rehearsal
