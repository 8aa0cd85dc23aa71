#include "catalog/event_import.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fairgate {
namespace {

constexpr std::size_t kEventsMax = 10'000;
constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kDescriptionBytesMax = 4'000;
constexpr std::size_t kFaresMax = 100;
constexpr std::uint32_t kPurchaseLimit = 8;
constexpr double kPurchaseLimitMax = 1'000;
/// What every reader of JSON counts exactly.
constexpr double kRoundMax = 9'007'199'254'740'992.0;
/// A hundred million of a currency with two decimals.
constexpr double kPriceMax = 1e10;

std::string read_name(const JsonNode& node) {
    std::string name = node.text(kNameBytesMax);
    if (name.empty()) node.refuse("must not be empty");
    return name;
}

std::string read_if_any(const JsonNode& node, std::string_view name, std::size_t bytes_max) {
    return node.has(name) ? node.member(name).text(bytes_max) : std::string{};
}

std::int64_t read_whole(const JsonNode& node, double min, double max) {
    const double number = node.number(min, max);
    if (number != std::floor(number)) node.refuse("must be a whole number");
    return static_cast<std::int64_t>(number);
}

Timestamp read_time(const JsonNode& node) {
    const auto time = from_rfc3339(node.text(kNameBytesMax));
    if (!time) node.refuse("must be an RFC 3339 time such as 2027-03-14T19:30:00+01:00");
    return time.value_or(Timestamp{});
}

std::string read_currency(const JsonNode& node) {
    std::string currency = node.text(kNameBytesMax);
    const bool fits =
        currency.size() == 3 && std::ranges::all_of(currency, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!fits) node.refuse("must be an ISO 4217 code such as EUR");
    return currency;
}

bool has_fare(const std::vector<CategoryFare>& fares, const std::string& category) {
    return std::ranges::find(fares, category, &CategoryFare::category) != fares.end();
}

std::vector<CategoryFare> read_fares(const JsonNode& node) {
    std::vector<CategoryFare> fares;
    node.each(kFaresMax, [&fares](const JsonNode& item) {
        item.expect_members({"category", "price"});
        const auto category = item.member("category");
        std::string name = read_name(category);
        if (has_fare(fares, name)) category.refuse("has a price already");
        fares.push_back({std::move(name), MinorUnits{read_whole(item.member("price"), 0, kPriceMax)}});
    });
    if (fares.empty()) node.refuse("must hold a price");
    return fares;
}

BeaconRound read_beacon(const JsonNode& node) {
    node.expect_members({"source", "round"});
    return {.source = read_name(node.member("source")),
            .round = static_cast<std::uint64_t>(read_whole(node.member("round"), 1, kRoundMax))};
}

/// How the event's waiting room is to be.
void read_room(const JsonNode& node, EventRecord& record) {
    if (node.has("highDemand")) record.high_demand = node.member("highDemand").boolean();
    if (node.has("accountsOnly")) {
        const auto accounts = node.member("accountsOnly");
        record.accounts_only = accounts.boolean();
        if (record.accounts_only && !record.high_demand) accounts.refuse("needs highDemand");
    }
    if (node.has("beacon")) {
        const auto beacon = node.member("beacon");
        record.beacon = read_beacon(beacon);
        if (!record.high_demand) beacon.refuse("needs highDemand");
    }
}

EventDraft read_draft(const JsonNode& node) {
    node.expect_members({"venue", "city", "plan", "name", "description", "category", "eventDate",
                         "onSaleDate", "highDemand", "accountsOnly", "beacon", "currency", "purchaseLimit",
                         "prices"});
    EventDraft draft;
    draft.venue = read_name(node.member("venue"));
    draft.city = read_name(node.member("city"));
    draft.plan = read_if_any(node, "plan", kNameBytesMax);
    auto& record = draft.record;
    record.name = read_name(node.member("name"));
    record.description = read_if_any(node, "description", kDescriptionBytesMax);
    record.category = read_name(node.member("category"));
    record.event_date = read_time(node.member("eventDate"));
    const auto on_sale = node.member("onSaleDate");
    record.on_sale_date = read_time(on_sale);
    if (record.on_sale_date >= record.event_date) on_sale.refuse("must be before eventDate");
    read_room(node, record);
    record.currency = read_currency(node.member("currency"));
    record.purchase_limit = kPurchaseLimit;
    if (node.has("purchaseLimit")) {
        const auto limit = read_whole(node.member("purchaseLimit"), 1, kPurchaseLimitMax);
        record.purchase_limit = static_cast<std::uint32_t>(limit);
    }
    record.fares = read_fares(node.member("prices"));
    return draft;
}

/// What the drafts can refer to, and the look-ups in it. Fails with the draft's path.
class Resolver {
  public:
    Resolver(std::vector<api::Venue> venues, std::vector<PlanSummary> plans)
        : venues_(std::move(venues)), plans_(std::move(plans)) {}

    std::expected<PlanSummary, ImportError> plan_of(const EventDraft& draft, const std::string& path) const {
        const auto venue = std::ranges::find_if(
            venues_, [&](const auto& v) { return v.name == draft.venue && v.city == draft.city; });
        if (venue == venues_.end()) {
            return std::unexpected(
                ImportError{path + ".venue", fmt::format("\"{}\" in {} is not known: import its plan "
                                                         "first",
                                                         draft.venue, draft.city)});
        }
        std::vector<PlanSummary> fitting;
        for (const auto& plan : plans_) {
            const bool named = draft.plan.empty() || draft.plan == plan.hash || draft.plan == plan.name;
            if (plan.venue_id == venue->id && named) fitting.push_back(plan);
        }
        if (fitting.size() == 1) return fitting.front();
        const char* reason =
            fitting.empty() ? "is no plan of this venue" : "must say which of the venue's plans, by hash";
        return std::unexpected(ImportError{path + ".plan", reason});
    }

  private:
    std::vector<api::Venue> venues_;
    std::vector<PlanSummary> plans_;
};

std::optional<ImportError> check_fares(const EventRecord& event, const PlanSummary& plan,
                                       const std::string& path) {
    std::vector<std::string> missing;
    for (const auto& category : plan.categories) {
        if (!has_fare(event.fares, category)) missing.push_back(category);
    }
    if (!missing.empty()) {
        return ImportError{path + ".prices", fmt::format("has no price for {}; the plan's categories are {}",
                                                         quoted_list(missing), quoted_list(plan.categories))};
    }
    for (std::size_t i = 0; i < event.fares.size(); ++i) {
        const auto& category = event.fares[i].category;
        if (std::ranges::find(plan.categories, category) != plan.categories.end()) continue;
        return ImportError{
            fmt::format("{}.prices[{}].category", path, i),
            fmt::format("is no category of the seating plan, which has {}", quoted_list(plan.categories))};
    }
    return std::nullopt;
}

}  // namespace

std::string quoted_list(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names) list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", name);
    return list;
}

std::expected<std::vector<EventDraft>, ImportError> read_events_file(std::string_view text) {
    const auto document = parse_json(text);
    if (!document) return std::unexpected(ImportError{document.error().path, document.error().reason});
    JsonNode::Notes notes;
    const JsonNode root(*document, notes);
    std::vector<EventDraft> drafts;
    root.expect_members({"events"});
    root.member("events").each(kEventsMax,
                               [&drafts](const JsonNode& node) { drafts.push_back(read_draft(node)); });
    if (drafts.empty()) root.member("events").refuse("must hold an event");
    if (notes.refusal) return std::unexpected(std::move(*notes.refusal));
    if (!notes.unknown_members.empty()) {
        const auto& name = notes.unknown_members.begin()->first;
        return std::unexpected(
            ImportError{"$", fmt::format("has a property \"{}\" that events do not have", name)});
    }
    return drafts;
}

Task<std::expected<std::vector<EventRecord>, ImportError>> resolve_events(CatalogStore& store,
                                                                          std::vector<EventDraft> drafts,
                                                                          Timestamp now, Random& random) {
    std::vector<api::Venue> venues = co_await store.venues();
    std::vector<PlanSummary> plans = co_await store.plans();
    const Resolver resolver(std::move(venues), std::move(plans));
    std::vector<EventRecord> events;
    for (auto& draft : drafts) {
        const std::string path = fmt::format("$.events[{}]", events.size());
        auto plan = resolver.plan_of(draft, path);
        if (!plan) co_return std::unexpected(std::move(plan.error()));
        if (auto error = check_fares(draft.record, *plan, path)) co_return std::unexpected(std::move(*error));
        draft.record.id = EventId::make(now, random);
        draft.record.venue_id = plan->venue_id;
        draft.record.plan_hash = plan->hash;
        events.push_back(std::move(draft.record));
    }
    co_return events;
}

}  // namespace fairgate
