#include "cli/demo_command.hpp"

#include "base/stopwatch.hpp"
#include "catalog/demo_season.hpp"
#include "checkout/box_office.hpp"
#include "cli/logging.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace fairgate::cli {
namespace {

void run_demo(const StoreOptions& options) {
    set_up_logging("warn");
    bool loaded = false;
    explain_store_errors("Nothing was loaded.", [&] {
        SystemClock clock;
        SystemRandom random;
        EventLoops loops(1);
        {
            const auto stores = open_stores(options, loops, clock, random);
            loaded = load_demo(*stores, loops, clock, {});
            stores->stop();
        }
        loops.stop();
    });
    fmt::print("{}\n",
               loaded ? "The demo season is loaded." : "The store has events already; nothing was changed.");
}

}  // namespace

bool load_demo(Stores& stores, EventLoops& loops, Clock& clock, FeeRule fees) {
    if (!loops.wait_for(stores.catalog().events()).empty()) return false;
    const Stopwatch stopwatch;
    SeededRandom random(1);
    auto demo = loops.wait_for(load_demo_season(stores.catalog(), clock.now(), fees, random));
    Catalog catalog(stores.catalog(), clock);
    BoxOffice box_office(stores.orders(), catalog, clock, random, fees);
    loops.wait_for(box_office.sell(std::move(demo.sales)));
    spdlog::info("loaded the demo season in {} ms", stopwatch.elapsed().count() / 1000);
    return true;
}

void add_demo_command(CLI::App& app) {
    auto* command = app.add_subcommand("demo", "Load the demo season into a store that has no events yet");
    auto options = std::make_shared<StoreOptions>();
    declare_store(*command, *options);
    command->footer(
        "'fairgate serve' does this by itself when it finds an empty store, unless told --no-demo.");
    command->callback([options] { run_demo(*options); });
}

}  // namespace fairgate::cli
