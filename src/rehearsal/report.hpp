#pragma once

#include "base/json.hpp"

namespace fairgate::rehearsal {

/// What is printed of one kind of call. Latencies count from the moment that the fan meant to call.
struct CallReport {
    std::string call;
    std::uint64_t count = 0;
    std::uint64_t succeeded = 0;
    std::uint64_t refused = 0;
    std::uint64_t failed = 0;
    double p50_ms = 0;
    double p90_ms = 0;
    double p99_ms = 0;
    double p999_ms = 0;
    double max_ms = 0;
};
BOOST_DESCRIBE_STRUCT(CallReport, (),
                      (call, count, succeeded, refused, failed, p50_ms, p90_ms, p99_ms, p999_ms, max_ms))

/// Answers of one kind that were no success. `trouble`: a failure, else how a full house answers.
struct KindReport {
    std::string call;
    std::string kind;
    bool trouble = false;
    std::uint64_t count = 0;
    std::string example;
};
BOOST_DESCRIBE_STRUCT(KindReport, (), (call, kind, trouble, count, example))

struct EndingReport {
    std::string ending;
    std::uint64_t fans = 0;
};
BOOST_DESCRIBE_STRUCT(EndingReport, (), (ending, fans))

/// One second of the run. `succeeded`, `refused` and `failed` count answers of all calls.
struct SecondReport {
    std::uint32_t arrivals = 0;
    std::uint32_t waiting = 0;
    std::uint32_t reservations = 0;
    std::uint32_t seats_sold = 0;
    std::uint32_t succeeded = 0;
    std::uint32_t refused = 0;
    std::uint32_t failed = 0;
    /// Absent when nobody was answered.
    std::optional<double> p50_ms;
    std::optional<double> p99_ms;
};
BOOST_DESCRIBE_STRUCT(SecondReport, (),
                      (arrivals, waiting, reservations, seats_sold, succeeded, refused, failed, p50_ms,
                       p99_ms))

/// The event that was played, and what became of its seats.
struct SaleReport {
    std::string event;
    std::string name;
    std::string currency;
    std::uint32_t seats = 0;
    std::uint32_t sold_before = 0;
    /// To fans.
    std::uint64_t seats_sold = 0;
    std::uint64_t orders = 0;
    std::uint64_t reservations = 0;
    MinorUnits turnover;
    /// Of nobody at the end; absent when the map could not be seen then.
    std::optional<std::uint32_t> available_after;
    std::optional<std::uint32_t> held_after;
    /// From the first fan on: until a map first showed no free seat, and until the last seat was paid. The
    /// second is absent while any is left, and when nobody knows.
    std::optional<double> nothing_free_after_seconds;
    std::optional<double> sold_out_after_seconds;
};
BOOST_DESCRIBE_STRUCT(SaleReport, (),
                      (event, name, currency, seats, sold_before, seats_sold, orders, reservations, turnover,
                       available_after, held_after, nothing_free_after_seconds, sold_out_after_seconds))

/// What was compared, and every contradiction.
struct AuditReport {
    std::uint64_t reservations_checked = 0;
    std::uint64_t orders_checked = 0;
    std::uint64_t orders_asked_for_again = 0;
    /// Orders of which nobody knows whether they were paid.
    std::uint64_t in_doubt = 0;
    /// The server's own store was read too.
    bool store_checked = false;
    /// Why something could not be compared.
    std::vector<std::string> gaps;
    std::vector<std::string> violations;
};
BOOST_DESCRIBE_STRUCT(AuditReport, (),
                      (reservations_checked, orders_checked, orders_asked_for_again, in_doubt, store_checked,
                       gaps, violations))

/// What the playing itself cost, and whether it kept up.
struct PlayerReport {
    std::uint64_t threads = 0;
    double cpu_seconds = 0;
    double fans_per_cpu_second = 0;
    double calls_per_cpu_second = 0;
    double memory_mb = 0;
    std::uint64_t connections = 0;
    std::uint64_t waits_for_a_connection = 0;
    /// How much later than planned fans came.
    double lag_p99_ms = 0;
    double lag_max_ms = 0;
};
BOOST_DESCRIBE_STRUCT(PlayerReport, (),
                      (threads, cpu_seconds, fans_per_cpu_second, calls_per_cpu_second, memory_mb,
                       connections, waits_for_a_connection, lag_p99_ms, lag_max_ms))

/// All that a run says: what is printed, written as JSON and drawn.
struct Report {
    /// Every reason why not, when it is not.
    bool good = false;
    std::vector<std::string> reasons;
    /// What the operator should know about this run's figures.
    std::vector<std::string> hints;
    Timestamp began_at;
    std::string target;
    std::uint64_t seed = 0;
    std::uint64_t fans_planned = 0;
    std::uint64_t fans = 0;
    double seconds = 0;
    SaleReport sale;
    AuditReport audit;
    std::vector<EndingReport> endings;
    std::vector<CallReport> calls;
    std::vector<KindReport> kinds;
    PlayerReport player;
    std::vector<SecondReport> each_second;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (good, reasons, hints, began_at, target, seed, fans_planned, fans, seconds, sale, audit,
                       endings, calls, kinds, player, each_second))

/// The verdict as a page of plain text.
std::string report_text(const Report& report);

/// The verdict as one HTML file that needs no other, with charts.
std::string report_html(const Report& report);

}  // namespace fairgate::rehearsal
