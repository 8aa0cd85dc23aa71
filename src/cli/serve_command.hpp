#pragma once

namespace CLI {
class App;
}

namespace fairgate::cli {

/// `fairgate serve`: runs the server until SIGTERM or SIGINT, then drains.
void add_serve_command(CLI::App& app);

}  // namespace fairgate::cli
