#pragma once

#include "rehearsal/arrivals.hpp"
#include "rehearsal/crowd.hpp"
#include "rehearsal/report.hpp"
#include "rehearsal/target.hpp"

#include <functional>

namespace fairgate::rehearsal {

/// What keeps a run from taking place. `is_usage`: the operator asked for something that cannot be.
struct RehearsalError : std::runtime_error {
    RehearsalError(bool usage, const std::string& message) : std::runtime_error(message), is_usage(usage) {}

    bool is_usage;
};

/// What the operator wants to be played.
struct Plan {
    Target target;
    Consent consent;
    /// Absent: the only event that can be had.
    std::optional<EventId> event;
    ArrivalCurve arrivals;
    Manners manners;
    std::uint64_t seed = 0;
    unsigned threads = 1;
    std::size_t connections_max = 4'000;
    unsigned addresses_max = 250;
    std::chrono::microseconds lasts_at_most = std::chrono::minutes{10};
    /// Somebody else may be buying seats of the event meanwhile.
    bool others_buy = false;
    /// The verdict is bad when more of a hundred calls fail, or when the p99 of reserving or paying is
    /// longer.
    double failures_percent_max = 1;
    std::optional<std::chrono::milliseconds> p99_max;
    /// Where the server's own store is at hand: says what is broken in it, after the run. What it throws is a
    /// gap in the audit.
    std::function<std::vector<std::string>()> store_audit;
};

/// One run: what must be known of the server is asked for first, then the fans come.
///
/// The constructor and `play` block and throw RehearsalError; `stop` may be called from any thread.
class Rehearsal {
  public:
    explicit Rehearsal(Plan plan);
    ~Rehearsal();

    /// For people, before the fans come.
    std::string announcement() const;

    /// The fans can pay, with the test provider.
    bool pays() const;

    /// Plays until the last fan has gone, and looks at what is left. `watch` is called now and then
    /// meanwhile.
    Report play(const std::function<void(const Progress&, std::chrono::microseconds now)>& watch,
                std::chrono::milliseconds watch_pause);

    /// Sends the fans home; `play` goes on with its verdict.
    void stop();

  private:
    struct House;

    void ask_the_house();
    api::EventSummary choose_event();
    void make_crowds();
    ConnectionRules connection_rules() const;
    std::chrono::microseconds opens_in() const;
    void look_again(Report& report, const History& history);
    void audit_store(AuditReport& audit) const;
    Report verdict(std::chrono::microseconds ended_at);

    const Plan plan_;
    std::unique_ptr<House> house_;
    Timeline timeline_;
    Progress progress_;
    std::vector<std::unique_ptr<Crowd>> crowds_;
};

}  // namespace fairgate::rehearsal
