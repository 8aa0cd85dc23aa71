#include "rehearsal/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace fairgate::rehearsal {
namespace {

/// A player that is later than this does not play what was planned.
constexpr double kLagMaxMs = 20;

double seconds(std::chrono::microseconds duration) {
    return static_cast<double>(duration.count()) / 1'000'000;
}

CallReport report_of(Call call, const CallFigures& figures) {
    const auto& latency = figures.latency;
    return {std::string(enum_name(call)),       latency.count(),
            figures.of(Meaning::succeeded),     figures.of(Meaning::refused),
            figures.of(Meaning::failed),        to_milliseconds(latency.at(0.5)),
            to_milliseconds(latency.at(0.9)),   to_milliseconds(latency.at(0.99)),
            to_milliseconds(latency.at(0.999)), to_milliseconds(latency.max())};
}

SecondReport report_of(const SecondFigures& figures) {
    const auto answers = [&](Meaning meaning) { return figures.answers[static_cast<std::size_t>(meaning)]; };
    SecondReport report{figures.arrivals,
                        figures.waiting,
                        figures.reservations,
                        figures.seats_sold,
                        answers(Meaning::succeeded),
                        answers(Meaning::refused),
                        answers(Meaning::failed),
                        {},
                        {}};
    if (figures.latency.count() == 0) return report;
    report.p50_ms = to_milliseconds(figures.latency.at(0.5));
    report.p99_ms = to_milliseconds(figures.latency.at(0.99));
    return report;
}

std::uint64_t count_kind(const Report& report, std::string_view kind) {
    std::uint64_t sum = 0;
    for (const auto& one : report.kinds) sum += one.kind == kind ? one.count : 0;
    return sum;
}

std::uint64_t fans_that(const Report& report, Ending ending) {
    const auto found = std::ranges::find(report.endings, enum_name(ending), &EndingReport::ending);
    return found == report.endings.end() ? 0 : found->fans;
}

void hint_at_limits(Report& report) {
    const auto hint = [&](std::uint64_t count, const char* words) {
        if (count > 0) report.hints.push_back(fmt::format(fmt::runtime(words), count));
    };
    hint(count_kind(report, "429 too_many_requests"),
         "{} calls were over the server's limit for one client address, since all fans come from this "
         "machine: start the server to be rehearsed with --client-rate 0.");
    hint(count_kind(report, "429 too_fast"),
         "{} fans joined faster than the waiting room lets one client address: start the server to be "
         "rehearsed with --join-rate 0.");
    hint(count_kind(report, "no connection") + count_kind(report, "connection broken"),
         "{} calls found no connection, or lost it. If the server did not die: it may have as many as it "
         "takes (--connections and --client-connections of 'fairgate serve', 'ulimit -n' where it runs).");
    hint(report.player.waits_for_a_connection,
         "{} calls waited for a free connection of the fans, which counts as latency: more may be open with "
         "--connections.");
}

void hint_at_the_rest(Report& report, const Remains& remains) {
    if (report.player.lag_p99_ms > kLagMaxMs) {
        report.hints.push_back(
            fmt::format("The fans came late (p99 {:.0f} ms): this machine could not play so many, and its "
                        "latencies are its own too. Use --threads, fewer fans, or more machines.",
                        report.player.lag_p99_ms));
    }
    const auto cut_off = fans_that(report, Ending::run_over);
    if (cut_off > 0) {
        report.hints.push_back(fmt::format("The run was over before {} fans were done: see --for.", cut_off));
    }
    if (!remains.pays) {
        report.hints.push_back(
            "This server does not use the test payment provider, so nobody paid: fans reserved and let go.");
    }
    if (const auto held = report.sale.held_after.value_or(0); held > 0) {
        report.hints.push_back(fmt::format(
            "{} seats are still held for fans who have gone; they come back when their reservations end.",
            held));
    }
}

const CallReport* find_call(const Report& report, Call call) {
    const auto found = std::ranges::find(report.calls, enum_name(call), &CallReport::call);
    return found == report.calls.end() ? nullptr : &*found;
}

}  // namespace

void add_figures(Report& report, const Remains& remains) {
    const auto& figures = remains.figures;
    report.seconds = seconds(remains.ended_at);
    for (std::size_t i = 0; i < kCalls; ++i) {
        if (figures.by_call[i].latency.count() == 0) continue;
        report.calls.push_back(report_of(static_cast<Call>(i), figures.by_call[i]));
    }
    for (const auto& [key, kind] : figures.kinds) {
        report.kinds.push_back({std::string(enum_name(key.first)), key.second,
                                kind.meaning == Meaning::failed, kind.count,
                                kind.meaning == Meaning::failed ? kind.example : ""});
    }
    std::ranges::sort(report.kinds, std::greater{}, [](const KindReport& kind) {
        return std::tuple(kind.trouble, kind.count, kind.call, kind.kind);
    });
    for (std::size_t i = 0; i < kEndings; ++i) {
        if (figures.endings[i] == 0) continue;
        report.endings.push_back({std::string(enum_name(static_cast<Ending>(i))), figures.endings[i]});
        report.fans += figures.endings[i];
    }
    for (const auto& second : figures.seconds) report.each_second.push_back(report_of(second));
    auto& sale = report.sale;
    sale.seats_sold = remains.history.seats_sold();
    sale.orders = remains.history.orders.size();
    sale.reservations = remains.history.holds.size();
    sale.turnover = remains.history.turnover();
    if (figures.nothing_free_at) sale.nothing_free_after_seconds = seconds(*figures.nothing_free_at);
    const bool is_sold_out = sale.available_after == 0U && sale.held_after == 0U;
    if (is_sold_out && figures.last_sale_at) sale.sold_out_after_seconds = seconds(*figures.last_sale_at);
    report.audit.reservations_checked = remains.history.holds.size();
    report.audit.orders_checked = remains.history.orders.size();
    report.audit.in_doubt =
        static_cast<std::uint64_t>(std::ranges::count_if(remains.history.holds, &HoldNote::is_in_doubt));
    report.player.lag_p99_ms = to_milliseconds(figures.lag.at(0.99));
    report.player.lag_max_ms = to_milliseconds(figures.lag.max());
}

void judge(Report& report, const Remains& remains, const Goals& goals) {
    auto& reasons = report.reasons;
    if (!report.audit.violations.empty()) {
        reasons.push_back(fmt::format("The audit found {} contradictions.", report.audit.violations.size()));
    }
    for (const auto& gap : report.audit.gaps) reasons.push_back("The audit is not complete: " + gap);
    const auto calls = remains.figures.calls();
    const auto failed = remains.figures.total(Meaning::failed);
    const double percent = calls > 0 ? 100.0 * static_cast<double>(failed) / static_cast<double>(calls) : 100;
    if (percent > goals.failures_percent_max) {
        reasons.push_back(
            fmt::format("{:.2f} % of the calls failed; {:.2f} % may.", percent, goals.failures_percent_max));
    }
    for (const auto call : {Call::reserve, Call::best_available, Call::pay}) {
        const auto* figures = find_call(report, call);
        if (!figures || !goals.p99_max || figures->p99_ms <= static_cast<double>(goals.p99_max->count())) {
            continue;
        }
        reasons.push_back(fmt::format("The p99 of {} was {:.1f} ms; {} ms may be.", enum_name(call),
                                      figures->p99_ms, goals.p99_max->count()));
    }
    const auto seats_for_sale = report.sale.seats - report.sale.sold_before;
    if (remains.pays && seats_for_sale > 0 && report.sale.orders == 0) {
        reasons.push_back("Nothing was sold.");
    }
    report.good = reasons.empty();
    hint_at_limits(report);
    hint_at_the_rest(report, remains);
}

}  // namespace fairgate::rehearsal
