#include "cli/rehearse_command.hpp"

#include "base/random.hpp"
#include "cli/audit_input.hpp"
#include "cli/cli_error.hpp"
#include "cli/rehearse_options.hpp"
#include "cli/text_file.hpp"
#include "rehearsal/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace fairgate::cli {
namespace {

constexpr const char* kRehearseHelp =
    "Play an on-sale against a running server, and say how it went: fans come by a curve, wait, choose,\n"
    "collide, retry, give up or pay. They come when planned however slow the server is, and latencies count\n"
    "from the moment that a fan meant to call.";
constexpr const char* kRehearseFooter =
    "All fans come from one machine, so a server to be rehearsed needs its limits for one client switched "
    "off:\n"
    "  fairgate serve --client-rate 0 --join-rate 0 --client-connections 20000\n"
    "Against a server on the same machine that is seldom needed: there each fan has one of 250 addresses.\n"
    "Examples:\n"
    "  fairgate rehearse                             1,000 fans in 30 s against 127.0.0.1:8080\n"
    "  fairgate rehearse --event 0f2k7q9x3m1ab --arrivals onsale.csv --times 10 --html report.html\n"
    "  fairgate rehearse --fans 20000 --over 1m --for 5m --p99-max 100ms --failures-max 0.1\n"
    "  fairgate rehearse --seed 42 --think 0s        the same fans again, in a hurry\n"
    "  fairgate rehearse --audit-data data           look into the server's store afterwards too\n"
    "  fairgate rehearse --url http://staging.example:8080 --target-is-mine --it-may-break\n"
    "An arrivals file has a line a second: '134', or '20:00:03,134'. Ctrl-C ends the run early, with its "
    "verdict.\n"
    "docs/rehearsal.md explains the figures. Exit code 0: good. 1: not good. 2: wrong usage.";

/// Ctrl-C and SIGTERM while fans are played: the first one ends the run, the next one the program.
class EarlyEnd {
  public:
    EarlyEnd() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }
    ~EarlyEnd() { pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr); }
    EarlyEnd(const EarlyEnd&) = delete;
    EarlyEnd& operator=(const EarlyEnd&) = delete;

    /// True once.
    bool is_wanted() {
        const timespec at_once{};
        if (sigtimedwait(&signals_, nullptr, &at_once) < 0) return false;
        pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
        return true;
    }

  private:
    sigset_t signals_{};
};

/// One line that is written over on a terminal, else a line now and then.
class ProgressLine {
  public:
    std::chrono::milliseconds pause() const {
        return is_terminal_ ? std::chrono::milliseconds{250} : std::chrono::seconds{5};
    }

    void show(const rehearsal::Progress& progress, std::chrono::microseconds now) {
        auto line = fmt::format("{:5.0f} s  {} came, {} wait, {} gone; {} seats sold; {} calls, {} failed",
                                std::chrono::duration<double>(now).count(), progress.arrived.load(),
                                progress.waiting.load(), progress.gone.load(), progress.seats_sold.load(),
                                progress.calls.load(), progress.failures.load());
        if (now < progress.opens_at) {
            line += fmt::format("; the sale opens in {}", rehearsal::in_time(progress.opens_at - now));
        }
        fmt::print(stderr, "{}{}{}", is_terminal_ ? "\r" : "", line, is_terminal_ ? "\x1b[K" : "\n");
        std::fflush(stderr);
        is_open_ = is_terminal_;
    }

    void end() {
        if (std::exchange(is_open_, false)) fmt::print(stderr, "\n");
    }

  private:
    const bool is_terminal_ = isatty(STDERR_FILENO) != 0;
    bool is_open_ = false;
};

void check_report_file(const char* flag, const std::filesystem::path& file) {
    const auto why = file.empty() ? "" : why_not_writable(file);
    if (!why.empty()) throw CliError(kUsage, fmt::format("{}: {} {}.", flag, file.string(), why));
}

/// A run takes minutes and sells seats: what its verdict needs must be there before.
void check_before_playing(const RehearseOptions& options) {
    check_report_file("--json", options.json);
    check_report_file("--html", options.html);
    const auto store = options.audited_store();
    if (!store) return;
    try {
        check_store(*store);
    } catch (const CliError& error) {
        // The address of a database may have its password.
        const auto flag = store->postgres.empty() ? "--audit-data " + store->data.string()
                                                  : std::string("--audit-postgres");
        throw CliError(kUsage, fmt::format("{}: {}", flag, error.what()));
    }
}

/// Without the ledger each order would look unpaid.
void check_audited_ledger(const RehearseOptions& options) {
    const auto store = options.audited_store();
    if (!store || has_ledger(*store, options.test_ledger)) return;
    throw CliError(
        kUsage, fmt::format("There is no ledger of the test provider in {}: say --test-ledger, as the server "
                            "was told.",
                            (options.test_ledger.empty() ? store->data : options.test_ledger).string()));
}

rehearsal::Report play(const RehearseOptions& options, rehearsal::Plan plan) {
    std::signal(SIGPIPE, SIG_IGN);
    rehearsal::Rehearsal rehearsal(std::move(plan));
    if (rehearsal.pays()) check_audited_ledger(options);
    fmt::print("{}\n", rehearsal.announcement());
    std::fflush(stdout);
    EarlyEnd early_end;
    ProgressLine line;
    auto report = rehearsal.play(
        [&](const rehearsal::Progress& progress, std::chrono::microseconds now) {
            if (early_end.is_wanted()) rehearsal.stop();
            line.show(progress, now);
        },
        line.pause());
    line.end();
    return report;
}

/// Both, whatever becomes of the other. Returns what went wrong.
std::vector<std::string> write_reports(const RehearseOptions& options, const rehearsal::Report& report) {
    std::vector<std::string> failures;
    const auto write = [&](const std::filesystem::path& file, const std::string& text) {
        try {
            if (!file.empty()) write_text_file(file, text);
        } catch (const CliError& error) {
            failures.emplace_back(error.what());
        }
    };
    write(options.json, to_json_text(report) + "\n");
    write(options.html, rehearsal::report_html(report));
    return failures;
}

void rehearse(const RehearseOptions& options) {
    SystemRandom random;
    // Short enough to be typed again.
    constexpr std::uint32_t kSeedsMax = 1'000'000'000;
    auto plan = options.plan(random.below(kSeedsMax));
    check_before_playing(options);
    try {
        const auto report = play(options, std::move(plan));
        fmt::print("\n{}", rehearsal::report_text(report));
        auto failures = write_reports(options, report);
        if (!report.good) failures.emplace_back("the rehearsal was not good, see above.");
        if (!failures.empty()) throw CliError(kFailed, fmt::format("{}", fmt::join(failures, " ")));
    } catch (const rehearsal::RehearsalError& error) {
        throw CliError(error.is_usage ? kUsage : kFailed, error.what());
    }
}

}  // namespace

void add_rehearse_command(CLI::App& app) {
    auto* command = app.add_subcommand("rehearse", kRehearseHelp);
    auto options = std::make_shared<RehearseOptions>();
    declare(*command, *options);
    command->footer(kRehearseFooter);
    command->callback([options] { rehearse(*options); });
}

}  // namespace fairgate::cli
