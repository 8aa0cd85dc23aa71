#include "cli/import_command.hpp"

#include "base/clock.hpp"
#include "catalog/event_import.hpp"
#include "catalog/plan_import.hpp"
#include "cli/cli_error.hpp"
#include "cli/stores.hpp"
#include "cli/text_file.hpp"
#include "notify/order_mail.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace fairgate::cli {
namespace {

constexpr std::size_t kFileBytesMax = 128 << 20;

struct PlanOptions : StoreOptions {
    std::filesystem::path file;
    std::string venue;
    std::string city;
    std::string country = "XX";
    std::string time_zone = "UTC";
};

struct EventsOptions : StoreOptions {
    std::filesystem::path file;
    FeeRule fees;
};

/// A store and a loop to use it on, for as long as a command runs.
class OpenStore {
  public:
    explicit OpenStore(const StoreOptions& options)
        : loops_(1), stores_(open_stores(options, loops_, clock_, random_)) {}

    CatalogStore& catalog() { return stores_->catalog(); }
    template <class T>
    T wait_for(Task<T> task) {
        return loops_.wait_for(std::move(task));
    }

  private:
    SystemClock clock_;
    SystemRandom random_;
    EventLoops loops_;
    std::unique_ptr<Stores> stores_;
};

[[noreturn]] void refuse(const std::filesystem::path& file, const ImportError& error) {
    throw CliError(kUsage,
                   fmt::format("{}: {} {}. Nothing was imported.", file.string(), error.path, error.reason));
}

/// Runs `work(store)`; what the store says against it becomes one line for stderr.
template <class Work>
void with_store(const StoreOptions& options, Work work) {
    explain_store_errors("Nothing was imported.", [&] {
        OpenStore store(options);
        work(store);
    });
}

/// What an events file must give a price for.
std::string category_names(const api::SeatingPlan& plan) {
    std::vector<std::string> names;
    for (const auto& category : plan.categories) names.push_back(category.name);
    return quoted_list(names);
}

void import_plan_file(const PlanOptions& options) {
    auto imported = import_plan(read_text_file(options.file, kFileBytesMax));
    if (!imported) refuse(options.file, imported.error());
    for (const auto& repair : imported->repairs) fmt::print("repaired: {}\n", repair);
    const auto summary =
        fmt::format("{} seats in {} sections; price categories {}; plan {}", imported->plan.seat_count,
                    imported->plan.sections.size(), category_names(imported->plan), imported->plan.hash);
    with_store(options, [&](OpenStore& store) {
        SystemClock clock;
        SystemRandom random;
        const bool added =
            store.wait_for(store.catalog().add_plan_at({.id = VenueId::make(clock.now(), random),
                                                        .name = options.venue,
                                                        .city = options.city,
                                                        .country = options.country,
                                                        .time_zone = options.time_zone,
                                                        .section_config = {}},
                                                       std::move(imported->plan), std::move(imported->json)));
        // The same geometry under the same name is one plan, and a plan is one venue's.
        if (!added) {
            throw CliError(kUsage,
                           "this very plan is stored for another venue. Change the plan's name and import it "
                           "again. Nothing was imported.");
        }
    });
    fmt::print("Imported for {}, {}: {}\n", options.venue, options.city, summary);
}

/// A file that is imported again would sell every seat of its events twice.
void refuse_known(OpenStore& store, const std::filesystem::path& file,
                  const std::vector<EventRecord>& events) {
    auto known = store.wait_for(store.catalog().events());
    for (const auto& event : events) {
        const bool is_known = std::ranges::any_of(known, [&event](const EventRecord& other) {
            return other.venue_id == event.venue_id && other.name == event.name &&
                   other.event_date == event.event_date;
        });
        if (is_known) {
            throw CliError(kFailed, fmt::format("{}: \"{}\" on {} is at this venue already. Nothing was "
                                                "imported.",
                                                file.string(), event.name, to_rfc3339(event.event_date)));
        }
        known.push_back(event);
    }
}

void import_events_file(const EventsOptions& options) {
    auto drafts = read_events_file(read_text_file(options.file, kFileBytesMax));
    if (!drafts) refuse(options.file, drafts.error());
    require_store(options);
    with_store(options, [&](OpenStore& store) {
        SystemClock clock;
        SystemRandom random;
        auto events =
            store.wait_for(resolve_events(store.catalog(), std::move(*drafts), clock.now(), random));
        if (!events) refuse(options.file, events.error());
        refuse_known(store, options.file, *events);
        for (const auto& event : *events) fmt::print("{}  {}\n", event.id.text(), event.name);
        const auto count = events->size();
        store.wait_for(store.catalog().add_events(std::move(*events), options.fees));
        fmt::print("Imported {} event{}.\n", count, count == 1 ? "" : "s");
    });
}

std::string check_country(const std::string& country) {
    const bool fits =
        country.size() == 2 && std::ranges::all_of(country, [](char c) { return c >= 'A' && c <= 'Z'; });
    return fits ? "" : "must be an ISO 3166 code of two capitals such as DE";
}

std::string check_time_zone(const std::string& zone) {
    return is_known_time_zone(zone) ? ""
                                    : "must be an IANA name that this machine knows, such as Europe/Berlin";
}

std::string check_name(const std::string& name) {
    constexpr std::size_t kBytesMax = 200;
    return !name.empty() && name.size() <= kBytesMax ? "" : "must have 1 to 200 bytes";
}

void declare_plan(CLI::App& import) {
    auto options = std::make_shared<PlanOptions>();
    auto* command =
        import.add_subcommand("plan", "Store a seating plan in pretix's format as a plan of a venue");
    command->add_option("FILE", options->file, "The plan (JSON)")->required();
    command->add_option("--venue", options->venue, "The venue's name; it is added when it is new")
        ->required()
        ->check(check_name);
    command->add_option("--city", options->city, "The venue's city")->required()->check(check_name);
    command->add_option("--country", options->country, "ISO 3166 code")
        ->capture_default_str()
        ->check(check_country);
    command->add_option("--time-zone", options->time_zone, "IANA name; events are shown in it")
        ->capture_default_str()
        ->check(check_time_zone);
    declare_store(*command, *options);
    command->footer(
        "What can be repaired is repaired and printed; anything else is refused with its JSON path and "
        "nothing is\n"
        "stored. Stop the server first where it uses the embedded store, which serves one process. Example:\n"
        "  fairgate import plan hall.json --venue 'Lindenhof Theater' --city Berlin --country DE \\\n"
        "    --time-zone Europe/Berlin");
    command->callback([options] { import_plan_file(*options); });
}

void declare_events(CLI::App& import) {
    auto options = std::make_shared<EventsOptions>();
    auto* command =
        import.add_subcommand("events", "Store events at venues whose seating plans are imported");
    command->add_option("FILE", options->file, "The events (JSON)")->required();
    declare_store(*command, *options);
    command->add_option("--fee-basis-points", options->fees.basis_points, "Fee on each ticket; 500 is 5 %")
        ->capture_default_str()
        ->envname("FAIRGATE_FEE_BASIS_POINTS")
        ->check(CLI::Range(0, 10'000));
    command->footer(
        "All events of the file are stored or none. Prices are in the currency's smallest unit, without "
        "fees, one for\n"
        "each category of the plan. Example of a file:\n"
        R"(  {"events": [{"venue": "Lindenhof Theater", "city": "Berlin", "name": "The Tempest",)"
        "\n"
        R"(    "category": "Theatre", "eventDate": "2027-03-14T19:30:00+01:00",)"
        "\n"
        R"(    "onSaleDate": "2027-01-10T10:00:00+01:00", "currency": "EUR",)"
        "\n"
        R"(    "prices": [{"category": "Stalls", "price": 6400}, {"category": "Balcony", "price": 3900}]}]})"
        "\n"
        "May be added: plan (hash or name), description, highDemand (opens through a waiting room),\n"
        "accountsOnly (one place there for each account), beacon (its draw takes in a public value:\n"
        "{\"source\": \"drand quicknet\", \"round\": 31000000}; see docs/fairness.md), purchaseLimit.");
    command->callback([options] { import_events_file(*options); });
}

}  // namespace

void add_import_command(CLI::App& app) {
    auto* import = app.add_subcommand("import", "Store seating plans and events from files");
    import->require_subcommand(1);
    declare_plan(*import);
    declare_events(*import);
}

}  // namespace fairgate::cli
