#pragma once

namespace CLI {
class App;
}

namespace fairgate::cli {

void add_reference_command(CLI::App& app);

}  // namespace fairgate::cli
