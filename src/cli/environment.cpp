#include "cli/environment.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace fairgate::cli {
namespace {

/// Of our own tests and tools, which start servers.
constexpr std::array<std::string_view, 6> kToolNames{"FAIRGATE_BIN",  "FAIRGATE_BINARY", "FAIRGATE_LOGS",
                                                     "FAIRGATE_LONG", "FAIRGATE_SEED",   "FAIRGATE_URL"};
constexpr std::array<std::string_view, 2> kToolPrefixes{"FAIRGATE_TEST_", "FAIRGATE_BENCH"};

bool is_of_tools(std::string_view name) {
    return std::ranges::find(kToolNames, name) != kToolNames.end() ||
           std::ranges::any_of(kToolPrefixes, [name](auto prefix) { return name.starts_with(prefix); });
}

void add_names(const CLI::App& command, std::set<std::string, std::less<>>& names) {
    for (const auto* option : command.get_options()) names.insert(option->get_envname());
    for (const auto* each : command.get_subcommands([](const CLI::App*) { return true; })) {
        add_names(*each, names);
    }
}

}  // namespace

std::vector<std::string> unknown_variables(const CLI::App& program, const char* const* environment) {
    std::set<std::string, std::less<>> known;
    add_names(program, known);
    std::vector<std::string> unknown;
    for (; *environment; ++environment) {
        const std::string_view variable = *environment;
        const auto name = variable.substr(0, variable.find('='));
        if (!name.starts_with("FAIRGATE_") || known.contains(name) || is_of_tools(name)) continue;
        unknown.emplace_back(name);
    }
    return unknown;
}

}  // namespace fairgate::cli
