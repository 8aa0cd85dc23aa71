#include "rehearsal/report.hpp"
#include "rehearsal/time_steps.hpp"
#include "rehearsal/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace fairgate::rehearsal {
namespace {

constexpr std::size_t kStepsMax = 15;
constexpr std::size_t kViolationsMax = 20;

using Out = std::back_insert_iterator<std::string>;

void write_sale(Out out, const SaleReport& sale) {
    fmt::format_to(out, "\nSale\n  {} of {} seats sold, in {} orders over {}; {} were sold before\n",
                   with_commas(sale.seats_sold), with_commas(sale.seats), with_commas(sale.orders),
                   in_currency(sale.turnover, sale.currency), with_commas(sale.sold_before));
    if (sale.nothing_free_after_seconds) {
        fmt::format_to(out, "  no seat was free any more after {:.1f} s\n", *sale.nothing_free_after_seconds);
    }
    if (sale.sold_out_after_seconds) {
        fmt::format_to(out, "  sold out after {:.1f} s\n", *sale.sold_out_after_seconds);
    } else if (sale.available_after && sale.held_after) {
        fmt::format_to(out, "  not sold out: {} seats are free and {} held\n",
                       with_commas(*sale.available_after), with_commas(*sale.held_after));
    } else {
        fmt::format_to(out,
                       "  not known whether it is sold out: the server did not show its seats any more\n");
    }
}

void write_fans(Out out, const Report& report) {
    fmt::format_to(out, "\nFans\n");
    for (const auto& ending : report.endings) {
        fmt::format_to(out, "  {:<18} {:>10}\n", for_people(ending.ending), with_commas(ending.fans));
    }
}

void write_calls(Out out, const Report& report) {
    fmt::format_to(out, "\n{:<15} {:>10} {:>10} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8}\n", "Calls", "answered",
                   "succeeded", "refused", "failed", "p50 ms", "p99", "p99.9", "longest");
    for (const auto& call : report.calls) {
        fmt::format_to(out, "  {:<13} {:>10} {:>10} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8}\n",
                       for_people(call.call), with_commas(call.count), with_commas(call.succeeded),
                       with_commas(call.refused), with_commas(call.failed), in_milliseconds(call.p50_ms),
                       in_milliseconds(call.p99_ms), in_milliseconds(call.p999_ms),
                       in_milliseconds(call.max_ms));
    }
}

void write_kinds(Out out, const Report& report, bool trouble, const char* heading) {
    if (std::ranges::none_of(report.kinds, [&](const auto& kind) { return kind.trouble == trouble; })) return;
    fmt::format_to(out, "\n{}\n", heading);
    for (const auto& kind : report.kinds) {
        if (kind.trouble != trouble) continue;
        fmt::format_to(out, "  {:<13} {:<32} {:>10}\n", for_people(kind.call), kind.kind,
                       with_commas(kind.count));
        if (!kind.example.empty()) fmt::format_to(out, "      {}\n", kind.example);
    }
}

void write_course(Out out, const Report& report) {
    fmt::format_to(out, "\n{:<15} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>8}\n", "Each second of", "fans come",
                   "waiting", "good", "failed", "reserved", "sold", "p99 ms");
    for (const auto& step : time_steps(report.each_second, kStepsMax)) {
        const auto name = fmt::format("{}-{} s", step.begin_second, step.begin_second + step.seconds);
        fmt::format_to(out, "  {:<13} {:>9.0f} {:>9.0f} {:>9.0f} {:>9.1f} {:>9.1f} {:>9.1f} {:>8}\n", name,
                       step.arrivals, step.waiting, step.succeeded + step.refused, step.failed,
                       step.reservations, step.seats_sold, step.p99_ms ? in_milliseconds(*step.p99_ms) : "-");
    }
}

void write_audit(Out out, const AuditReport& audit) {
    fmt::format_to(out,
                   "\nAudit: {}\n  {} reservations and {} orders that fans were told of, {} orders asked for "
                   "again{}\n",
                   !audit.violations.empty() ? "NOT WELL"
                   : audit.gaps.empty()      ? "all is well"
                                             : "not complete",
                   with_commas(audit.reservations_checked), with_commas(audit.orders_checked),
                   with_commas(audit.orders_asked_for_again),
                   audit.store_checked ? ", and the server's own store" : "");
    if (audit.in_doubt > 0) {
        fmt::format_to(out, "  of {} payments nobody knows how they ended\n", with_commas(audit.in_doubt));
    }
    for (std::size_t i = 0; i < std::min(kViolationsMax, audit.violations.size()); ++i) {
        fmt::format_to(out, "  {}\n", audit.violations[i]);
    }
    if (audit.violations.size() > kViolationsMax) {
        fmt::format_to(out, "  and {} more, all in the JSON report\n",
                       audit.violations.size() - kViolationsMax);
    }
}

void write_player(Out out, const PlayerReport& player) {
    fmt::format_to(out,
                   "\nPlaying took {:.2f} s of processor time on {} thread{} ({} fans, {} calls for each "
                   "second of it), {:.0f} MB\nand {} connections; fans came {} ms late at p99.\n",
                   player.cpu_seconds, player.threads, player.threads == 1 ? "" : "s",
                   with_commas(static_cast<std::uint64_t>(player.fans_per_cpu_second)),
                   with_commas(static_cast<std::uint64_t>(player.calls_per_cpu_second)), player.memory_mb,
                   with_commas(player.connections), in_milliseconds(player.lag_p99_ms));
}

}  // namespace

std::string report_text(const Report& report) {
    std::string text;
    const Out out(text);
    fmt::format_to(out, "{}: {} fans for '{}' at {} in {:.1f} s, seed {}\n",
                   report.good ? "GOOD" : "NOT GOOD", with_commas(report.fans), report.sale.name,
                   report.target, report.seconds, report.seed);
    for (const auto& reason : report.reasons) fmt::format_to(out, "  {}\n", reason);
    write_sale(out, report.sale);
    write_fans(out, report);
    write_calls(out, report);
    write_kinds(out, report, true, "Trouble");
    write_kinds(out, report, false, "Refusals");
    write_course(out, report);
    write_audit(out, report.audit);
    write_player(out, report.player);
    if (!report.hints.empty()) fmt::format_to(out, "\n");
    for (const auto& hint : report.hints) fmt::format_to(out, "Note: {}\n", hint);
    return text;
}

}  // namespace fairgate::rehearsal
