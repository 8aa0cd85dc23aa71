#pragma once

#include "cli/options.hpp"
#include "rehearsal/rehearsal.hpp"

namespace fairgate::cli {

/// Everything that `fairgate rehearse` can be told.
struct RehearseOptions {
    std::string url = "http://127.0.0.1:8080";
    std::string event;
    bool target_is_mine = false;
    bool it_may_break = false;

    std::uint64_t fans = 1'000;
    std::string over = "30s";
    std::filesystem::path arrivals;
    double times = 1;
    std::string lasts_at_most = "10m";

    std::string think = "3s";
    std::string patience = "1h";
    unsigned abandon_percent = 12;
    unsigned decline_percent = 6;
    /// Absent: any, which is printed.
    std::optional<std::uint64_t> seed;

    unsigned threads = 1;
    std::size_t connections = 4'000;
    unsigned addresses = 250;

    std::filesystem::path json;
    std::filesystem::path html;
    double failures_percent_max = 1;
    std::string p99_max;
    bool others_buy = false;
    /// Of the server's store; empty when it is not at hand.
    std::filesystem::path audit_data;
    std::string audit_postgres;
    std::filesystem::path test_ledger;

    /// Absent when there is none to be audited.
    std::optional<StoreOptions> audited_store() const;

    /// Throws CliError when something makes no sense. `any_seed` is used when none was given.
    rehearsal::Plan plan(std::uint64_t any_seed) const;
};

void declare(CLI::App& command, RehearseOptions& options);

}  // namespace fairgate::cli
