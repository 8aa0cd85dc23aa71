#include "rehearsal/rehearsal.hpp"

#include "base/descriptors.hpp"
#include "base/random.hpp"
#include "http/api.hpp"
#include "rehearsal/enquiry.hpp"
#include "rehearsal/verdict.hpp"
#include "rehearsal/words.hpp"
#include "waitingroom/api.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <future>

namespace fairgate::rehearsal {
namespace {

using asio::ip::tcp;
using std::chrono::microseconds;

constexpr std::size_t kDescriptorsBesides = 128;
/// For the few questions before and after a run.
constexpr unsigned kEnquiryAddresses = 32;

std::vector<tcp::endpoint> addresses_of(const Target& target) {
    asio::io_context loop{1};
    tcp::resolver resolver(loop);
    boost::system::error_code error;
    std::vector<tcp::endpoint> addresses;
    for (const auto& found : resolver.resolve(target.host, target.port, error)) {
        addresses.push_back(found.endpoint());
    }
    if (error || addresses.empty()) {
        throw RehearsalError(true, fmt::format("{} has no address: {}.", target.host, error.message()));
    }
    std::ranges::sort(addresses);  // IPv4 first
    return addresses;
}

/// Of this process, so far.
double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1'000'000;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double memory_mb() {
    constexpr double kKilobytesPerMb = 1024;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / kKilobytesPerMb;
}

template <class T>
T must_read(const Answer& answer, const std::string& path) {
    if (answer.loss != Loss::none || !answer.is_success()) {
        throw RehearsalError(false, fmt::format("GET {}: {}.", path, kind_of(answer)));
    }
    auto read = data_as<T>(answer.body);
    if (!read) throw RehearsalError(false, fmt::format("GET {}: {}.", path, read.error()));
    return std::move(*read);
}

std::expected<SeatView, std::string> look(Enquiry& enquiry, EventId event) {
    const auto path = fmt::format("/api/events/{}/availability", event.text());
    const Answer answer = enquiry.get(path);
    auto view = answer.is_success() ? SeatView::read(answer) : std::unexpected(kind_of(answer));
    if (!view) return std::unexpected(fmt::format("GET {}: {}.", path, view.error()));
    return view;
}

/// Of an event that nobody can buy a rehearsal would say that it was sold out.
void check_sale(const api::Event& event) {
    const auto refuse = [&](const char* why) {
        throw RehearsalError(true, fmt::format("'{}' {}.", event.name, why));
    };
    switch (event.status) {
        case api::EventStatus::cancelled:
            return refuse("is cancelled, so fans could buy nothing: name another event with --event");
        case api::EventStatus::completed:
            return refuse("is over, so fans could buy nothing: name another event with --event");
        case api::EventStatus::paused:
            // In a waiting room they wait until the sale goes on.
            if (event.high_demand) return;
            return refuse("is paused, so fans could buy nothing: resume its sale first");
        case api::EventStatus::upcoming:
        case api::EventStatus::on_sale:
        case api::EventStatus::sold_out:
            return;
    }
}

/// A waiting room may ask of each visitor what one machine cannot do for all fans.
void check_room(Enquiry& enquiry, EventId event) {
    const auto path = fmt::format("/api/queue/{}/status", event.text());
    const auto status = must_read<api::QueueStatus>(enquiry.get(path), path);
    if (status.accounts_only) {
        throw RehearsalError(true,
                             "The waiting room of this event is for accounts alone, and fans have none: open "
                             "it to everybody on the server to be rehearsed.");
    }
    if (status.challenge) {
        throw RehearsalError(
            true, fmt::format("Joining this waiting room costs {} bits of computing, for all fans together "
                              "more than one machine has: start the server to be rehearsed with "
                              "--work-bits 0.",
                              status.challenge->bits));
    }
}

/// Asks for every order that a fan has, as that fan.
void check_orders(Enquiry& enquiry, const History& history, AuditReport& audit) {
    std::vector<Enquiry::Question> questions;
    for (const auto& order : history.orders) {
        questions.push_back({"/api/orders/" + order.id.text(), order.cookie});
    }
    enquiry.ask(questions, [&](std::size_t number, const Answer& answer) {
        const auto& note = history.orders[number];
        // No answer says nothing about the order.
        if (answer.loss != Loss::none || answer.status == 429 || answer.status >= 500) return;
        ++audit.orders_asked_for_again;
        const auto shown =
            answer.is_success() ? data_as<api::Order>(answer.body) : std::unexpected(kind_of(answer));
        auto wrong = shown ? contradiction(note, *shown)
                           : fmt::format("order {} was paid, and now: {}", note.id.text(), shown.error());
        if (!wrong.empty()) audit.violations.push_back(std::move(wrong));
    });
    const auto unanswered = questions.size() - audit.orders_asked_for_again;
    if (unanswered > 0) {
        audit.gaps.push_back(fmt::format("the server did not say what became of {} orders.", unanswered));
    }
}

}  // namespace

/// The server, as far as a run must know it.
struct Rehearsal::House {
    tcp::endpoint address;
    bool is_loopback = false;
    bool pays = false;
    api::Event event;
    std::optional<SeatView> before;
    std::unique_ptr<Enquiry> enquiry;
    std::unique_ptr<Scenario> scenario;
    /// On the timeline, when the event was read.
    microseconds asked_at{0};
};

Rehearsal::Rehearsal(Plan plan) : plan_(std::move(plan)), house_(std::make_unique<House>()) {
    ask_the_house();
}

Rehearsal::~Rehearsal() = default;

void Rehearsal::ask_the_house() {
    const auto addresses = addresses_of(plan_.target);
    house_->is_loopback = all_loopback(addresses);
    Answer config;
    for (const auto& address : addresses) {
        house_->address = address;
        ConnectionRules rules;
        rules.server = address;
        if (house_->is_loopback && address.address().is_v4()) rules.addresses = kEnquiryAddresses;
        house_->enquiry = std::make_unique<Enquiry>(std::move(rules), plan_.target.authority(), timeline_);
        config = house_->enquiry->get("/api/config");
        if (config.loss == Loss::none) break;
    }
    if (config.loss != Loss::none) {
        throw RehearsalError(false, fmt::format("{} does not answer: {}. Is the server running?",
                                                plan_.target.authority(), kind_of(config)));
    }
    house_->pays = must_read<api::Config>(config, "/api/config").test_payments;
    const auto refused = refusal(plan_.target, {house_->is_loopback, house_->pays}, plan_.consent);
    if (!refused.empty()) throw RehearsalError(true, refused);
    const auto id = plan_.event ? *plan_.event : choose_event().id;
    const auto path = "/api/events/" + id.text();
    house_->event = must_read<api::Event>(house_->enquiry->get(path), path);
    house_->asked_at = timeline_.now();
    check_sale(house_->event);
    if (opens_in() >= plan_.lasts_at_most) {
        throw RehearsalError(
            true,
            fmt::format("'{}' opens at {}, in {}, and the rehearsal ends after {}: say a longer --for, or "
                        "let it open sooner.",
                        house_->event.name, to_rfc3339(house_->event.on_sale_date), in_time(opens_in()),
                        in_time(plan_.lasts_at_most)));
    }
    if (house_->event.high_demand) check_room(*house_->enquiry, id);
    const auto plan_path = "/api/plans/" + house_->event.plan_hash;
    const auto seats = must_read<api::SeatingPlan>(house_->enquiry->get(plan_path), plan_path);
    auto before = look(*house_->enquiry, id);
    if (!before) throw RehearsalError(false, before.error());
    house_->before = std::move(*before);
    house_->scenario = std::make_unique<Scenario>(Scenario{
        .authority = plan_.target.authority(),
        .event = id,
        .taste = Taste(seats, house_->event.prices),
        .has_room = house_->event.high_demand,
        .pays = house_->pays,
        .seats_max =
            std::max(1U, std::min(house_->event.max_seats_per_reservation, house_->event.purchase_limit)),
        .manners = plan_.manners,
        .seed = plan_.seed,
        .run_id = SystemRandom().next(),
        .ends_at = plan_.lasts_at_most});
}

api::EventSummary Rehearsal::choose_event() {
    constexpr std::size_t kNamedMax = 10;
    const std::string path = "/api/events?status=on_sale,upcoming&sort=date&limit=100";
    const auto list = must_read<api::EventList>(house_->enquiry->get(path), path);
    if (list.total == 1) return list.events.front();
    if (list.total == 0) throw RehearsalError(true, "The server has no event that is or will be on sale.");
    std::string names;
    for (std::size_t i = 0; i < std::min(kNamedMax, list.events.size()); ++i) {
        const auto& event = list.events[i];
        names += fmt::format("\n  --event {}   {}, {}: {} of {} seats free{}", event.id.text(), event.name,
                             event.city, event.available, event.capacity,
                             event.high_demand ? ", with a waiting room" : "");
    }
    throw RehearsalError(
        true, fmt::format("Which of the {} events is to be played? Say, for example:{}", list.total, names));
}

/// From now on; 0 when the sale is open.
microseconds Rehearsal::opens_in() const {
    const auto& event = house_->event;
    if (event.status != api::EventStatus::upcoming) return microseconds{0};
    const microseconds when_asked = event.on_sale_date - event.server_now;
    return std::max(microseconds{0}, when_asked - (timeline_.now() - house_->asked_at));
}

std::string Rehearsal::announcement() const {
    const auto& event = house_->event;
    auto text = fmt::format(
        "{} fans for '{}' at {} ({} seats, {} free{}{}), seed {}", plan_.arrivals.fans(), event.name,
        plan_.target.authority(), house_->before->seats(), house_->before->counts().available,
        event.high_demand ? ", with a waiting room" : "", house_->pays ? "" : ", nobody pays", plan_.seed);
    const auto wait = opens_in();
    if (wait > microseconds{0}) {
        text += fmt::format("\nThe sale opens at {}, in {}; until then fans wait.",
                            to_rfc3339(event.on_sale_date), in_time(wait));
    }
    return text;
}

bool Rehearsal::pays() const {
    return house_->pays;
}

ConnectionRules Rehearsal::connection_rules() const {
    const std::size_t each = std::max<std::size_t>(1, plan_.connections_max / plan_.threads);
    const bool has_addresses = house_->is_loopback && house_->address.address().is_v4();
    ConnectionRules rules;
    rules.server = house_->address;
    rules.connections_max = each;
    rules.addresses =
        has_addresses ? static_cast<unsigned>(std::min<std::size_t>(plan_.addresses_max, each)) : 1;
    return rules;
}

void Rehearsal::make_crowds() {
    const std::size_t needed = plan_.connections_max + kDescriptorsBesides;
    const std::size_t allowed = raise_descriptor_limit(needed);
    if (allowed < needed) {
        throw RehearsalError(true,
                             fmt::format("{} connections need {} open files, and {} are allowed: raise "
                                         "'ulimit -n' or say --connections {}.",
                                         plan_.connections_max, needed, allowed,
                                         allowed > kDescriptorsBesides ? allowed - kDescriptorsBesides : 1));
    }
    const auto moments = arrival_moments(plan_.arrivals, plan_.seed);
    for (unsigned i = 0; i < plan_.threads; ++i) {
        crowds_.push_back(
            std::make_unique<Crowd>(*house_->scenario, timeline_, progress_, connection_rules()));
    }
    for (std::uint32_t i = 0; i < moments.size(); ++i) crowds_[i % plan_.threads]->expect(i, moments[i]);
}

Report Rehearsal::play(const std::function<void(const Progress&, microseconds now)>& watch,
                       std::chrono::milliseconds watch_pause) {
    make_crowds();
    house_->scenario->opens_at = progress_.opens_at = opens_in();
    const auto began_at = house_->event.server_now + std::chrono::duration_cast<std::chrono::milliseconds>(
                                                         timeline_.now() - house_->asked_at);
    const double cpu_before = cpu_seconds();
    timeline_ = Timeline();
    std::vector<std::future<void>> crowds;
    for (auto& crowd : crowds_) {
        crowds.push_back(std::async(std::launch::async, [&crowd] { crowd->run(); }));
    }
    for (auto& crowd : crowds) {
        while (crowd.wait_for(watch_pause) != std::future_status::ready) watch(progress_, timeline_.now());
    }
    const auto ended_at = timeline_.now();
    const double cpu = cpu_seconds() - cpu_before;
    for (auto& crowd : crowds) crowd.get();
    Report report = verdict(ended_at);
    report.began_at = began_at;
    report.player.cpu_seconds = cpu;
    if (cpu > 0) {
        report.player.fans_per_cpu_second = static_cast<double>(report.fans) / cpu;
        report.player.calls_per_cpu_second = static_cast<double>(progress_.calls.load()) / cpu;
    }
    return report;
}

void Rehearsal::stop() {
    for (auto& crowd : crowds_) crowd->stop();
}

/// What the seat map shows now, and whether it fits what the fans were told.
void Rehearsal::look_again(Report& report, const History& history) {
    const auto after = look(*house_->enquiry, house_->event.id);
    if (!after) {
        report.audit.gaps.push_back(after.error());
        return;
    }
    report.sale.available_after = after->counts().available;
    report.sale.held_after = after->counts().held;
    const auto status = after->event_status();
    if (status == api::EventStatus::cancelled || status == api::EventStatus::paused ||
        status == api::EventStatus::completed) {
        report.hints.push_back(fmt::format(
            "When the run ended the event was {}: fans who came to a closed sale count as sold out.",
            enum_name(status)));
    }
    for (auto& found : contradictions(history, *house_->before, *after, plan_.others_buy)) {
        report.audit.violations.push_back(std::move(found));
    }
}

/// What was played is told whether or not the store can be read now.
void Rehearsal::audit_store(AuditReport& audit) const {
    if (!plan_.store_audit) return;
    try {
        for (auto& found : plan_.store_audit()) audit.violations.push_back("store: " + found);
        audit.store_checked = true;
    } catch (const std::exception& error) {
        audit.gaps.push_back(fmt::format("the server's store was not audited: {}", error.what()));
    }
}

Report Rehearsal::verdict(microseconds ended_at) {
    Remains remains;
    remains.pays = house_->pays;
    remains.ended_at = ended_at;
    Report report;
    for (auto& crowd : crowds_) {
        Stage& stage = crowd->stage();
        remains.figures.merge(stage.figures);
        remains.history.merge(std::move(stage.history));
        report.player.connections += stage.connections.opened();
        report.player.waits_for_a_connection += stage.connections.waits();
    }
    report.player.threads = plan_.threads;
    report.player.memory_mb = memory_mb();
    report.target = plan_.target.authority();
    report.seed = plan_.seed;
    report.fans_planned = plan_.arrivals.fans();
    report.sale.event = house_->event.id.text();
    report.sale.name = house_->event.name;
    report.sale.currency = house_->event.currency;
    report.sale.seats = house_->before->seats();
    report.sale.sold_before = house_->before->counts().sold;
    report.audit.violations = contradictions(remains.history);
    look_again(report, remains.history);
    check_orders(*house_->enquiry, remains.history, report.audit);
    audit_store(report.audit);
    add_figures(report, remains);
    judge(report, remains, {plan_.failures_percent_max, plan_.p99_max});
    return report;
}

}  // namespace fairgate::rehearsal
