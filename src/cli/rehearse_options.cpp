#include "cli/rehearse_options.hpp"

#include "cli/audit_input.hpp"
#include "cli/cli_error.hpp"
#include "cli/text_file.hpp"
#include "rehearsal/duration.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace fairgate::cli {
namespace {

using std::chrono::microseconds;

constexpr std::size_t kArrivalsBytesMax = 16 << 20;
constexpr const char* kServer = "Server";
constexpr const char* kFans = "Fans";
constexpr const char* kPlayer = "Player";
constexpr const char* kVerdict = "Verdict";

microseconds duration_of(const char* flag, const std::string& text) {
    const auto duration = rehearsal::parse_duration(text);
    if (!duration) {
        throw CliError(kUsage,
                       fmt::format("{} wants a time such as 30s, 5m or 250ms, not '{}'.", flag, text));
    }
    return *duration;
}

rehearsal::ArrivalCurve curve_of(const RehearseOptions& options) {
    rehearsal::ArrivalCurve curve;
    if (options.arrivals.empty()) {
        const auto over = std::chrono::ceil<std::chrono::seconds>(duration_of("--over", options.over));
        curve = rehearsal::even_arrivals(options.fans, std::max(over, std::chrono::seconds{1}));
    } else {
        auto read = rehearsal::parse_arrivals(read_text_file(options.arrivals, kArrivalsBytesMax));
        if (!read) {
            const auto place = read.error().line > 0 ? fmt::format(" line {}", read.error().line) : "";
            throw CliError(kUsage,
                           fmt::format("{}{} {}.", options.arrivals.string(), place, read.error().reason));
        }
        curve = std::move(*read);
    }
    constexpr auto kFansMax = rehearsal::ArrivalCurve::kFansMax;
    const double fans = static_cast<double>(curve.fans()) * options.times;
    if (fans < 1 || fans > static_cast<double>(kFansMax)) {
        throw CliError(kUsage, fmt::format("That makes {:.0f} fans; 1 to {} can be played.", fans, kFansMax));
    }
    return rehearsal::scaled(curve, options.times);
}

std::function<std::vector<std::string>()> store_audit_of(const RehearseOptions& options) {
    const auto store = options.audited_store();
    if (!store) return {};
    return [store = *store, ledger = options.test_ledger] {
        return audit(read_store_and_ledger(store, ledger));
    };
}

template <class T>
std::optional<T> number_of(const std::string& text) {
    T number{};
    const char* end = text.data() + text.size();
    const auto [parsed, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || parsed != end) return std::nullopt;
    return number;
}

/// What is wrong with it; empty when nothing is.
std::string check_fans(const std::string& text) {
    constexpr auto kFansMax = rehearsal::ArrivalCurve::kFansMax;
    const auto fans = number_of<std::uint64_t>(text);
    if (fans && *fans >= 1 && *fans <= kFansMax) return {};
    return fmt::format("'{}' is no number of fans, which is 1 to {}", text, kFansMax);
}

std::string check_times(const std::string& text) {
    const auto times = number_of<double>(text);
    if (times && *times > 0 && std::isfinite(*times)) return {};
    return fmt::format("'{}' is no factor, which is a number above 0 such as 10 or 0.5", text);
}

void declare_server(CLI::App& command, RehearseOptions& options) {
    command.add_option("--url", options.url, "The server: http://HOST:PORT")
        ->capture_default_str()
        ->group(kServer);
    command.add_option("--event", options.event, "Id of the event; may be left out where there is only one")
        ->group(kServer);
    command
        .add_flag("--target-is-mine", options.target_is_mine,
                  "With --it-may-break: play against a server elsewhere that is no test server")
        ->group(kServer);
    command.add_flag("--it-may-break", options.it_may_break, "With --target-is-mine")->group(kServer);
}

void declare_fans(CLI::App& command, RehearseOptions& options) {
    auto* fans = command.add_option("--fans", options.fans, "How many come")
                     ->capture_default_str()
                     ->check(check_fans)
                     ->group(kFans);
    auto* over = command.add_option("--over", options.over, "They come evenly over this time")
                     ->capture_default_str()
                     ->group(kFans);
    command
        .add_option("--arrivals", options.arrivals,
                    "Instead: a CSV file with a line a second, COUNT or TIME,COUNT")
        ->excludes(fans)
        ->excludes(over)
        ->group(kFans);
    command.add_option("--times", options.times, "So many times as many")
        ->capture_default_str()
        ->check(check_times)
        ->group(kFans);
    command.add_option("--think", options.think, "Half of them think less than this before each step")
        ->capture_default_str()
        ->group(kFans);
    command.add_option("--patience", options.patience, "How long they stay in a waiting room")
        ->capture_default_str()
        ->group(kFans);
    command.add_option("--abandon", options.abandon_percent, "Percentage that does not pay what it holds")
        ->capture_default_str()
        ->check(CLI::Range(0U, 100U))
        ->group(kFans);
    command.add_option("--decline", options.decline_percent, "Percentage whose card is declined")
        ->capture_default_str()
        ->check(CLI::Range(0U, 100U))
        ->group(kFans);
    command.add_option("--seed", options.seed, "Makes the fans want what they wanted in an earlier run")
        ->group(kFans);
}

void declare_player(CLI::App& command, RehearseOptions& options) {
    command.add_option("--for", options.lasts_at_most, "When everybody goes home")
        ->capture_default_str()
        ->group(kPlayer);
    command.add_option("--threads", options.threads, "Threads that play fans")
        ->capture_default_str()
        ->check(CLI::Range(1U, 64U))
        ->group(kPlayer);
    command.add_option("--connections", options.connections, "Connections at most")
        ->capture_default_str()
        ->check(CLI::Range(std::size_t{1}, std::size_t{500'000}))
        ->group(kPlayer);
    command
        .add_option("--addresses", options.addresses,
                    "On this machine fans come from so many addresses: 127.0.0.1, 127.0.0.2, ...")
        ->capture_default_str()
        ->check(CLI::Range(1U, 60'000U))
        ->group(kPlayer);
}

void declare_verdict(CLI::App& command, RehearseOptions& options) {
    command.add_option("--json", options.json, "Write the verdict to this file as JSON")->group(kVerdict);
    command.add_option("--html", options.html, "Write it as a page with charts")->group(kVerdict);
    command
        .add_option("--failures-max", options.failures_percent_max,
                    "Percentage of calls that may fail in a good run")
        ->capture_default_str()
        ->check(number_between(0, 100))
        ->group(kVerdict);
    command
        .add_option("--p99-max", options.p99_max,
                    "How long the p99 of reserving and paying may be in a good run, such as 100ms")
        ->group(kVerdict);
    command
        .add_flag("--others-buy", options.others_buy,
                  "Somebody else buys too: seats sold to them are no fault")
        ->group(kVerdict);
    command
        .add_option("--audit-data", options.audit_data,
                    "The server's data folder, where it is at hand: audit it too, as 'fairgate audit' does")
        ->group(kVerdict);
    command.add_option("--audit-postgres", options.audit_postgres, "The server's database, likewise")
        ->group(kVerdict);
    command.add_option("--test-ledger", options.test_ledger, "What the server was told with --test-ledger")
        ->envname("FAIRGATE_TEST_LEDGER")
        ->group(kVerdict);
}

}  // namespace

std::optional<StoreOptions> RehearseOptions::audited_store() const {
    if (audit_data.empty() && audit_postgres.empty()) return std::nullopt;
    StoreOptions store;
    if (!audit_data.empty()) store.data = audit_data;
    store.postgres = audit_postgres;
    return store;
}

rehearsal::Plan RehearseOptions::plan(std::uint64_t any_seed) const {
    rehearsal::Plan plan;
    auto target = rehearsal::parse_target(url);
    if (!target) throw CliError(kUsage, fmt::format("--url: {}.", target.error()));
    plan.target = std::move(*target);
    plan.consent = {target_is_mine, it_may_break};
    if (!event.empty()) {
        plan.event = EventId::parse(event);
        if (!plan.event) throw CliError(kUsage, fmt::format("--event: '{}' is no event's id.", event));
    }
    plan.arrivals = curve_of(*this);
    plan.manners.think_median = duration_of("--think", think);
    plan.manners.patience = duration_of("--patience", patience);
    plan.manners.abandon_percent = abandon_percent;
    plan.manners.decline_percent = decline_percent;
    plan.seed = seed.value_or(any_seed);
    plan.threads = threads;
    plan.connections_max = connections;
    plan.addresses_max = addresses;
    plan.lasts_at_most = duration_of("--for", lasts_at_most);
    plan.others_buy = others_buy;
    plan.failures_percent_max = failures_percent_max;
    if (!p99_max.empty()) {
        plan.p99_max = std::chrono::ceil<std::chrono::milliseconds>(duration_of("--p99-max", p99_max));
    }
    plan.store_audit = store_audit_of(*this);
    return plan;
}

void declare(CLI::App& command, RehearseOptions& options) {
    declare_server(command, options);
    declare_fans(command, options);
    declare_player(command, options);
    declare_verdict(command, options);
}

}  // namespace fairgate::cli
