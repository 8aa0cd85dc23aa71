#include "rehearsal/chart.hpp"
#include "rehearsal/report.hpp"
#include "rehearsal/time_steps.hpp"
#include "rehearsal/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace fairgate {

/// report.css, made a part of the program by its CMakeLists.
extern const std::string_view kReportStyle;

namespace rehearsal {
namespace {

constexpr std::size_t kStepsMax = 200;
constexpr std::size_t kViolationsMax = 100;

using Out = std::back_insert_iterator<std::string>;

void tile(Out out, std::string_view figure, std::string_view words) {
    fmt::format_to(out, "<li><b>{}</b>{}</li>\n", escaped(figure), escaped(words));
}

void write_head(Out out, const Report& report) {
    fmt::format_to(out,
                   "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                   "<title>Rehearsal of {0}</title>\n<style>{1}</style></head>\n<body><main>\n"
                   "<h1>Rehearsal of {0}</h1>\n"
                   "<p class=\"quiet\">{2} fans at {3} in {4:.1f} s, began {5}, seed {6}</p>\n"
                   "<p><span class=\"verdict {7}\">{8}</span></p>\n",
                   escaped(report.sale.name), kReportStyle, with_commas(report.fans), escaped(report.target),
                   report.seconds, to_rfc3339(report.began_at), report.seed, report.good ? "good" : "bad",
                   report.good ? "Good" : "Not good");
    for (const auto& reason : report.reasons)
        fmt::format_to(out, "<p class=\"bad\">{}</p>\n", escaped(reason));
}

void tile_of_the_end(Out out, const SaleReport& sale) {
    if (sale.sold_out_after_seconds) {
        tile(out, fmt::format("{:.1f} s", *sale.sold_out_after_seconds), "until sold out");
    } else if (sale.available_after && sale.held_after) {
        tile(out, "no",
             fmt::format("not sold out: {} free, {} held", with_commas(*sale.available_after),
                         with_commas(*sale.held_after)));
    } else {
        tile(out, "unknown", "whether it is sold out: the server did not show its seats any more");
    }
}

void write_tiles(Out out, const Report& report) {
    const auto& sale = report.sale;
    const auto reserve = std::ranges::find(report.calls, "reserve", &CallReport::call);
    const auto pay = std::ranges::find(report.calls, "pay", &CallReport::call);
    fmt::format_to(out, "<ul class=\"tiles\">\n");
    tile(out, with_commas(sale.seats_sold), fmt::format("of {} seats sold", with_commas(sale.seats)));
    tile(out, with_commas(sale.orders), "orders over " + in_currency(sale.turnover, sale.currency));
    tile_of_the_end(out, sale);
    if (reserve != report.calls.end())
        tile(out, in_milliseconds(reserve->p99_ms) + " ms", "p99 of reserving");
    if (pay != report.calls.end()) tile(out, in_milliseconds(pay->p99_ms) + " ms", "p99 of paying");
    if (!report.audit.violations.empty()) {
        tile(out, with_commas(report.audit.violations.size()), "contradictions found by the audit");
    } else {
        tile(out, report.audit.gaps.empty() ? "all is well" : "not complete", "says the audit");
    }
    fmt::format_to(out, "</ul>\n");
}

void write_charts(Out out, const Report& report) {
    const auto steps = time_steps(report.each_second, kStepsMax);
    const auto line = [&](const char* name, auto TimeStep::* member) {
        ChartLine made{name, {}};
        for (const auto& step : steps) made.values.push_back(step.*member);
        return made;
    };
    const auto seconds = static_cast<double>(report.each_second.size());
    fmt::format_to(out, "<h2>Second by second</h2>\n<div class=\"charts\">\n");
    fmt::format_to(
        out, "{}",
        draw({"Goodput",
              "a second",
              seconds,
              {line("fans who come", &TimeStep::arrivals), line("seats sold", &TimeStep::seats_sold),
               line("reservations", &TimeStep::reservations)}}));
    fmt::format_to(out, "{}",
                   draw({"Answers",
                         "a second",
                         seconds,
                         {line("succeeded", &TimeStep::succeeded), line("refused", &TimeStep::refused),
                          line("failed", &TimeStep::failed)}}));
    fmt::format_to(out, "{}",
                   draw({"Latency of all calls",
                         "ms",
                         seconds,
                         {line("p50", &TimeStep::p50_ms), line("p99", &TimeStep::p99_ms)}}));
    const bool has_room =
        std::ranges::any_of(report.each_second, [](const auto& second) { return second.waiting > 0; });
    if (has_room) {
        fmt::format_to(out, "{}",
                       draw({"Waiting room", "fans", seconds, {line("waiting", &TimeStep::waiting)}}));
    }
    std::vector<LatencyBar> bars;
    for (const auto& call : report.calls) {
        bars.push_back({for_people(call.call), call.p50_ms, call.p99_ms, call.p999_ms, call.max_ms});
    }
    fmt::format_to(out, "{}</div>\n", draw("Latency by call", bars));
}

void write_calls(Out out, const Report& report) {
    fmt::format_to(
        out,
        "<h2>Calls</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Calls\">"
        "<table><thead><tr><th>Call</th><th>Answered</th><th>Succeeded</th><th>Refused</th>"
        "<th>Failed</th><th>p50 ms</th><th>p90</th><th>p99</th><th>p99.9</th><th>Longest</th></tr>"
        "</thead><tbody>\n");
    for (const auto& call : report.calls) {
        fmt::format_to(out,
                       "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
                       "<td>{}</td><td>{}</td><td>{}</td></tr>\n",
                       escaped(for_people(call.call)), with_commas(call.count), with_commas(call.succeeded),
                       with_commas(call.refused), with_commas(call.failed), in_milliseconds(call.p50_ms),
                       in_milliseconds(call.p90_ms), in_milliseconds(call.p99_ms),
                       in_milliseconds(call.p999_ms), in_milliseconds(call.max_ms));
    }
    fmt::format_to(
        out,
        "</tbody></table></div>\n<p class=\"quiet\">Latencies count from the moment that a fan meant "
        "to call, whatever kept the call waiting.</p>\n");
}

void write_endings(Out out, const Report& report) {
    fmt::format_to(
        out,
        "<h2>Fans</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Fans\">"
        "<table class=\"words\"><thead><tr><th>How it ended</th><th>Fans</th></tr></thead><tbody>\n");
    for (const auto& ending : report.endings) {
        fmt::format_to(out, "<tr><td>{}</td><td>{}</td></tr>\n", escaped(for_people(ending.ending)),
                       with_commas(ending.fans));
    }
    fmt::format_to(out, "</tbody></table></div>\n");
}

/// What an answer that was no success says of the sale.
const char* meaning_of(const KindReport& kind) {
    if (kind.trouble) return "trouble";
    if (kind.kind.starts_with("402")) return "a declined card";
    if (kind.kind.starts_with("403") || kind.kind.starts_with("410")) return "too late";
    if (kind.kind.ends_with(" event_not_on_sale")) return "no sale";
    return "a full house";
}

void write_kinds(Out out, const Report& report) {
    if (report.kinds.empty()) return;
    fmt::format_to(
        out,
        "<h2>Answers that were no success</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"Answers that were no success\"><table class=\"words\"><thead><tr><th>Call</th>"
        "<th>Answer</th><th>Means</th><th>Times</th></tr></thead><tbody>\n");
    for (const auto& kind : report.kinds) {
        const auto example =
            kind.example.empty() ? "" : fmt::format("<br><code>{}</code>", escaped(kind.example));
        fmt::format_to(out, "<tr><td>{}</td><td>{}{}</td><td class=\"{}\">{}</td><td>{}</td></tr>\n",
                       escaped(for_people(kind.call)), escaped(kind.kind), example, kind.trouble ? "bad" : "",
                       meaning_of(kind), with_commas(kind.count));
    }
    fmt::format_to(out, "</tbody></table></div>\n");
}

void write_audit(Out out, const AuditReport& audit) {
    fmt::format_to(
        out,
        "<h2>Audit</h2>\n<p>{} reservations and {} orders were compared as fans were told of them, "
        "{} orders were asked for again{}. {}</p>\n",
        with_commas(audit.reservations_checked), with_commas(audit.orders_checked),
        with_commas(audit.orders_asked_for_again),
        audit.store_checked ? ", and the server's own store was audited" : "",
        audit.violations.empty() && audit.gaps.empty()
            ? "No seat has two owners, every paid order has its seats, and totals add up."
            : "");
    if (audit.in_doubt > 0) {
        fmt::format_to(out, "<p>Of {} payments nobody knows how they ended.</p>\n",
                       with_commas(audit.in_doubt));
    }
    if (audit.violations.empty()) return;
    fmt::format_to(out, "<ul>\n");
    for (std::size_t i = 0; i < std::min(kViolationsMax, audit.violations.size()); ++i) {
        fmt::format_to(out, "<li class=\"bad\">{}</li>\n", escaped(audit.violations[i]));
    }
    fmt::format_to(out, "</ul>\n");
}

void write_end(Out out, const Report& report) {
    if (!report.hints.empty()) fmt::format_to(out, "<h2>Notes</h2>\n<ul>\n");
    for (const auto& hint : report.hints) fmt::format_to(out, "<li>{}</li>\n", escaped(hint));
    if (!report.hints.empty()) fmt::format_to(out, "</ul>\n");
    const auto& player = report.player;
    fmt::format_to(
        out,
        "<h2>The player</h2>\n<p>{:.2f} s of processor time on {} thread{}: {} fans and {} calls for "
        "each second of it; {:.0f} MB, {} connections. Fans came {} ms late at p99, {} at most.</p>\n"
        "</main></body></html>\n",
        player.cpu_seconds, player.threads, player.threads == 1 ? "" : "s",
        with_commas(static_cast<std::uint64_t>(player.fans_per_cpu_second)),
        with_commas(static_cast<std::uint64_t>(player.calls_per_cpu_second)), player.memory_mb,
        with_commas(player.connections), in_milliseconds(player.lag_p99_ms),
        in_milliseconds(player.lag_max_ms));
}

}  // namespace

std::string report_html(const Report& report) {
    std::string html;
    const Out out(html);
    write_head(out, report);
    write_tiles(out, report);
    write_charts(out, report);
    write_calls(out, report);
    write_endings(out, report);
    write_kinds(out, report);
    write_audit(out, report.audit);
    write_end(out, report);
    return html;
}

}  // namespace rehearsal
}  // namespace fairgate
