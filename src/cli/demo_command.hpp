#pragma once

#include "cli/stores.hpp"

namespace CLI {
class App;
}

namespace fairgate::cli {

/// Loads the demo season unless the store has events; says whether it did. Needs no key: tickets are signed
/// whenever they are shown.
bool load_demo(Stores& stores, EventLoops& loops, Clock& clock, FeeRule fees);

/// `fairgate demo`: loads the demo season into a store that has no events yet.
void add_demo_command(CLI::App& app);

}  // namespace fairgate::cli
