#include "http/catalog_handlers.hpp"

#include "base/assert.hpp"
#include "base/encoding.hpp"
#include "http/request_input.hpp"

#include <fmt/format.h>

namespace fairgate::http {
namespace {

constexpr std::uint32_t kPage = 20;
constexpr std::uint32_t kPageMax = 100;
constexpr std::size_t kTextMax = 200;
/// Plans are packed once and served for years.
constexpr int kGzipLevel = 9;

std::string read_text(const Request& request, std::string_view name) {
    auto text = request.query(name).value_or("");
    if (text.size() > kTextMax) throw bad_parameter(name, "is too long");
    return text;
}

std::vector<EventStatus> read_statuses(const Request& request) {
    std::vector<EventStatus> statuses;
    const auto text = read_text(request, "status");
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find(',', start), text.size());
        const auto status = enum_from_name<EventStatus>(std::string_view(text).substr(start, end - start));
        if (!status) {
            throw bad_parameter("status",
                                "must name upcoming, on_sale, paused, sold_out, completed or cancelled");
        }
        statuses.push_back(*status);
        start = end + 1;
    }
    return statuses;
}

api::EventSort read_sort(const Request& request, bool has_words) {
    const auto text = read_text(request, "sort");
    if (text.empty()) return has_words ? api::EventSort::relevance : api::EventSort::date;
    const auto sort = enum_from_name<api::EventSort>(text);
    if (!sort) throw bad_parameter("sort", "must be date, price, name or relevance");
    if (*sort == api::EventSort::relevance && !has_words) return api::EventSort::date;
    return *sort;
}

std::optional<MinorUnits> read_amount(const Request& request, std::string_view name) {
    const auto number = read_number(request, name);
    if (!number) return std::nullopt;
    if (*number < 0) throw bad_parameter(name, "must not be negative");
    return MinorUnits{*number};
}

EventQuery read_query(const Request& request) {
    EventQuery query;
    query.words = read_text(request, "q");
    query.city = read_text(request, "city");
    query.category = read_text(request, "category");
    query.from = read_time(request, "from");
    query.to = read_end_time(request, "to");
    query.statuses = read_statuses(request);
    query.min_price = read_amount(request, "minPrice");
    query.max_price = read_amount(request, "maxPrice");
    query.sort = read_sort(request, !query.words.empty());
    query.limit = read_limit(request, kPage, kPageMax);
    query.cursor = request.query("cursor").value_or("");
    return query;
}

std::vector<api::CategoryPrice> prices_of(const EventInfo& event, FeeRule fees) {
    std::vector<api::CategoryPrice> prices;
    const auto& categories = event.seats->categories();
    for (std::size_t i = 0; i < categories.size(); ++i) {
        const MinorUnits price = event.prices[i];
        const MinorUnits fee = fees.of(price);
        prices.push_back({categories[i].name, categories[i].color, price, fee, price + fee});
    }
    return prices;
}

}  // namespace

void CatalogHandlers::add_to(Router& router) {
    router.add({Verb::get, "/api/events", [this](Request& r) { return list_events(r); }});
    router.add({Verb::get, "/api/events/{id}", [this](Request& r) { return get_event(r); }});
    router.add({Verb::get, "/api/plans/{hash}", [this](Request& r) { return get_plan(r); }, false});
}

Task<api::EventSummary> CatalogHandlers::summary(EventId id) {
    const EventPtr event = co_await catalog_.find(id);
    FAIRGATE_ASSERT(event);
    const auto counts = co_await counts_(event);
    co_return event_summary(*event, catalog_.status_of(*event), fees_, counts.available);
}

Task<Response> CatalogHandlers::list_events(Request& request) {
    const auto page = co_await catalog_.search(read_query(request));
    if (!page) throw bad_parameter("cursor", "is not one that a list gave out");
    api::EventList list;
    for (const EventId id : page->events) {
        auto event = co_await summary(id);
        list.events.push_back(std::move(event));
    }
    list.next_cursor = page->next_cursor;
    list.total = page->total;
    list.cities = page->cities;
    list.categories = page->categories;
    list.server_now = clock_.now();
    co_return success_of(list);
}

Task<Response> CatalogHandlers::get_event(Request& request) {
    const EventPtr event = co_await catalog_.find(id_in_path<EventId>(request));
    if (!event) throw HttpFailure(404, "event_not_found", "There is no such event.");
    const auto& record = event->record;
    api::Event view;
    view.id = record.id;
    view.name = record.name;
    view.description = record.description;
    view.category = record.category;
    view.venue_id = record.venue_id;
    view.venue = event->venue;
    view.event_date = record.event_date;
    view.on_sale_date = record.on_sale_date;
    view.status = catalog_.status_of(*event);
    view.high_demand = record.high_demand;
    view.currency = record.currency;
    view.plan_hash = record.plan_hash;
    view.prices = prices_of(*event, fees_);
    view.max_seats_per_reservation = rules_.seats_max;
    view.purchase_limit = record.purchase_limit;
    view.availability = co_await counts_(event);
    view.commitment = commitment_(record.id);
    view.server_now = clock_.now();
    co_return success_of(view);
}

Task<Response> CatalogHandlers::get_plan(Request& request) {
    const auto plan = co_await plan_body(std::string(request.path_values.front()));
    if (!plan) throw HttpFailure(404, "plan_not_found", "There is no such seating plan.");
    Response response;
    response.cache_control = "public, max-age=31536000, immutable";
    response.etag = request.path_values.front();
    response.content_encoding = request.first_accepted({"gzip"});
    if (request.has_copy_of(response.etag, response.content_encoding)) {
        response.status = 304;
    } else {
        const bool packed = !response.content_encoding.empty();
        response.body = Response::SharedBody(plan, packed ? &plan->gzip : &plan->json);
    }
    co_return response;
}

/// Null when there is no such plan.
Task<std::shared_ptr<const CatalogHandlers::PlanBody>> CatalogHandlers::plan_body(std::string hash) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = plans_.find(hash);
        if (found != plans_.end()) co_return found->second;
    }
    const std::optional<std::string> json = co_await catalog_.plan_json(hash);
    if (!json) co_return nullptr;
    auto body = std::make_shared<PlanBody>();
    body->json = success_body(*json);
    body->gzip = gzip(body->json, kGzipLevel);
    const std::lock_guard lock(mutex_);
    co_return plans_.try_emplace(std::move(hash), std::move(body)).first->second;
}

}  // namespace fairgate::http
