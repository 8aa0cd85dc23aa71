#include "cli/serve_command.hpp"

#include "base/descriptors.hpp"
#include "cli/application.hpp"
#include "cli/broker.hpp"
#include "cli/cli_error.hpp"
#include "cli/environment.hpp"
#include "cli/logging.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>
#include <sched.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>

namespace fairgate::cli {
namespace {

/// SIGTERM, SIGINT and SIGHUP, taken from every thread that is started afterwards and waited for on this one.
class Signals {
  public:
    Signals() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGHUP);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
        // A limit on the size of files is answered like a full disk, not died of.
        std::signal(SIGXFSZ, SIG_IGN);
    }
    int wait() {
        int signal = 0;
        sigwait(&signals_, &signal);
        return signal;
    }

  private:
    sigset_t signals_{};
};

/// Takes no more connections than leave files for the rest: without one, no store could be reached either.
void fit_connections(http::Limits& limits) {
    constexpr std::size_t kDescriptorsBesides = 512;
    // Without them long seat maps are copied, see SealedText.
    constexpr std::size_t kDescriptorsForMaps = 4096;
    const std::size_t wanted = limits.connections_max + kDescriptorsBesides;
    const std::size_t allowed = raise_descriptor_limit(wanted + kDescriptorsForMaps);
    if (allowed >= wanted) return;
    limits.connections_max = std::max(allowed, 2 * kDescriptorsBesides) - kDescriptorsBesides;
    spdlog::info("{} connections at most: {} open files are allowed ('ulimit -n')", limits.connections_max,
                 allowed);
}

/// Threads that are woken wait for the one that runs (SCHED_BATCH, see sched(7)), where cores are scarce. A
/// store that began with the first of many requests would commit it alone, and a loop that began with the
/// first of many answers would send that: the more there is to do, the less would be done at once.
void let_threads_gather_work() {
    // Whoever started the server with another policy had a reason.
    if (sched_getscheduler(0) != SCHED_OTHER) return;
    constexpr sched_param kNone{};
    if (sched_setscheduler(0, SCHED_BATCH, &kNone) != 0) {
        spdlog::info("threads are scheduled as usual: {}", std::generic_category().message(errno));
    }
}

/// What is no mistake in itself, but seldom meant.
void warn_of_slips(const CLI::App& program, const ServeOptions& options) {
    for (const auto& name : unknown_variables(program, environ)) {
        spdlog::warn("the environment variable {} is no option and changes nothing", name);
    }
    std::error_code ignored;
    // An empty --web asks for no app.
    if (options.roles().api && !options.web.empty() &&
        !std::filesystem::exists(options.web / "index.html", ignored)) {
        spdlog::warn(
            "visitors see no web app: there is no index.html in {} "
            "(build it with 'npm run build' in web/, or name its folder with --web)",
            options.web.string());
    }
    const bool is_for_others =
        !asio::ip::make_address(options.address().first).is_loopback() || !options.mail.public_url.empty();
    if (options.payments.is_stripe() || !is_for_others) return;
    spdlog::warn("payments are pretended: test cards buy tickets and no money moves (--payment-provider)");
}

void serve(const CLI::App& program, ServeOptions options) {
    set_up_logging(options.log_level);
    // Before there are threads: they take after this one.
    let_threads_gather_work();
    fit_connections(options.limits);
    // Bad options are told before anything is opened.
    static_cast<void>(options.address());
    static_cast<void>(options.roles());
    static_cast<void>(broker_connection(options.broker));
    warn_of_slips(program, options);
    Signals signals;
    SystemClock clock;
    SystemRandom random;
    Application application(options, clock, random);
    application.start();
    fmt::print("Fairgate is ready at {}\n", application.url());
    std::fflush(stdout);
    int signal = signals.wait();
    for (; signal == SIGHUP; signal = signals.wait()) application.reload();
    spdlog::info("signal {}: finishing what runs", signal);
    application.stop();
}

}  // namespace

void add_serve_command(CLI::App& app) {
    auto* command = app.add_subcommand("serve", "Run the server: API, web app and workers");
    auto options = std::make_shared<ServeOptions>();
    declare(*command, *options);
    command->callback([&app, options] { serve(app, *options); });
}

}  // namespace fairgate::cli
