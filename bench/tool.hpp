#pragma once

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <exception>
#include <functional>

namespace fairgate::bench {

/// What every program here does in main: reads the command line as `app` says, and returns what `work` does,
/// or 1 when that throws, with the reason on stderr.
inline int run_tool(CLI::App& app, int argc, char** argv, const std::function<int()>& work) {
    CLI11_PARSE(app, argc, argv);
    try {
        return work();
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}

}  // namespace fairgate::bench
