#include "paths/hall.hpp"

#include "catalog/plan_generator.hpp"
#include "catalog/plan_import.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace fairgate::bench {
namespace {

constexpr std::uint32_t kSeats = 20'000;
constexpr Timestamp kNow{std::chrono::milliseconds{1'780'000'000'000}};

Task<http::ResolvedRequestSession> resolve(Sessions& sessions, std::string cookie) {
    const ResolvedSession resolved = co_await sessions.resolve(std::move(cookie));
    http::ResolvedRequestSession session{resolved.session, {}};
    if (resolved.new_cookie) session.set_cookie = http::session_cookie(*resolved.new_cookie, {});
    co_return session;
}

http::AdmissionGate gate(WaitingRooms& rooms) {
    return {[&rooms](EventId event, Session session) { return rooms.admits(event, session); },
            [&rooms](EventId event, Session session) { return rooms.purchased(event, session); }};
}

Task<bool> nobody_is_admin(UserId) {
    co_return false;
}

std::string_view pair_of(std::string_view set_cookie) {
    return set_cookie.substr(0, set_cookie.find(';'));
}

}  // namespace

Hall::Hall(const std::filesystem::path& data)
    : options_(options(data)),
      clock_(kNow),
      services_(options_, loops_, clock_, random_),
      reservations_(
          {services_.reserve, services_.best_available, services_.release, services_.find_reservation},
          gate(services_.rooms)),
      queues_(services_.rooms, clock_, {}, nobody_is_admin),
      maps_(services_.map),
      dispatcher_(
          router_, [this](std::string cookie) { return resolve(services_.sessions, std::move(cookie)); },
          [](const http::Request&) { return http::failure(404, "not_found", "There are no pages."); },
          overload_, random_,
          [this](std::string_view cookie) { return services_.sessions.resolve_at_hand(cookie); }) {
    reservations_.add_to(router_);
    queues_.add_to(router_);
    maps_.add_to(router_);
    loops_.wait_for(services_.sessions.load());
    services_.map.start();
    add_events();
}

Hall::~Hall() {
    services_.stop();
    loops_.stop();
}

cli::ServeOptions Hall::options(const std::filesystem::path& data) {
    cli::ServeOptions options;
    options.data = data;
    options.web = "";
    options.no_demo = true;
    options.threads = 1;
    return options;
}

void Hall::add_events() {
    const auto imported = import_plan(generate_plan({VenueKind::arena, kSeats, "Arena"}));
    if (!imported) throw std::runtime_error("the arena's plan cannot be imported");
    auto& store = services_.catalog_store;
    const api::Venue venue{
        VenueId::make(clock_.now(), random_), "Arena", "Bench", "NO", "Europe/Oslo", 0, {}};
    const PlanRecord plan{loops_.wait_for(store.add_venue(venue)), imported->plan, imported->json};
    loops_.wait_for(store.add_plan(plan));
    plain_event_ = add_event(plan, false);
    demanded_event_ = add_event(plan, true);
}

EventId Hall::add_event(const PlanRecord& plan, bool high_demand) {
    EventRecord record;
    record.id = EventId::make(clock_.now(), random_);
    record.venue_id = plan.venue_id;
    record.plan_hash = plan.plan.hash;
    record.name = "Night";
    record.category = "Concert";
    record.event_date = clock_.now() + std::chrono::days{30};
    record.on_sale_date = clock_.now() - std::chrono::hours{1};
    record.status = EventStatus::on_sale;
    record.high_demand = high_demand;
    record.currency = "EUR";
    record.purchase_limit = 8;
    for (const auto& category : plan.plan.categories) {
        record.fares.push_back({category.name, MinorUnits{6'400}});
    }
    loops_.wait_for(services_.catalog_store.add_events({record}, FeeRule{}));
    return record.id;
}

Task<http::Response> Hall::answer(const Call& call) {
    http::Request request;
    request.verb = call.verb;
    request.path = call.path;
    request.body = call.body;
    request.client_network = "192.0.2.1";
    request.id = "bench";
    request.fields = &call.fields;
    http::Response response = co_await dispatcher_.answer(request);
    co_return response;
}

Task<void> Hall::make_all(std::vector<Call> calls, int status) {
    for (const auto& call : calls) {
        const http::Response response = co_await answer(call);
        if (response.status != status) {
            throw std::runtime_error(
                fmt::format("{} was answered {}: {}", call.path, response.status, response.body_text()));
        }
    }
}

void Hall::make(std::vector<Call> calls, int status) {
    loops_.wait_for(make_all(std::move(calls), status));
}

std::string Hall::cookies_after(Call call) {
    const http::Response response = loops_.wait_for(answer(call));
    if (response.status != 200) throw std::runtime_error(std::string(response.body_text()));
    return fmt::format("{}; {}", pair_of(response.set_cookie), pair_of(response.set_place_cookie));
}

}  // namespace fairgate::bench
