#include "cli/generate_command.hpp"

#include "catalog/plan_generator.hpp"
#include "cli/cli_error.hpp"
#include "cli/text_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <memory>

namespace fairgate::cli {
namespace {

struct GenerateOptions {
    std::string kind = "theatre";
    std::uint32_t seats = 1'200;
    std::string name = "Seating plan";
    std::filesystem::path out;
};

void generate_plan_file(const GenerateOptions& options) {
    const auto kind = venue_kind_from_name(options.kind);
    if (!kind) {
        throw CliError(kUsage,
                       fmt::format("--kind wants theatre, arena or stadium, not '{}'.", options.kind));
    }
    const auto [min, max] = seat_range(*kind);
    if (options.seats < min || options.seats > max) {
        throw CliError(kUsage, fmt::format("--seats of a {} wants {} to {}.", options.kind, min, max));
    }
    write_text_file(options.out, generate_plan({*kind, options.seats, options.name}));
    fmt::print("Wrote a {} of {} seats to {}\n", options.kind, options.seats, options.out.string());
}

}  // namespace

void add_generate_command(CLI::App& app) {
    auto* generate = app.add_subcommand("generate", "Make seating plans of invented venues");
    generate->require_subcommand(1);
    auto options = std::make_shared<GenerateOptions>();
    auto* command = generate->add_subcommand("plan", "Write a seating plan in pretix's format");
    command->add_option("--kind", options->kind, "theatre, arena or stadium")->capture_default_str();
    command->add_option("--seats", options->seats, "How many seats the plan has, exactly")
        ->capture_default_str();
    command->add_option("--name", options->name, "The plan's name")->capture_default_str();
    command->add_option("--out", options->out, "The file to write")->required();
    command->footer(
        "The same options give the same file. Example:\n"
        "  fairgate generate plan --kind stadium --seats 60000 --out stadium.json\n"
        "  fairgate import plan stadium.json --venue 'Estadio Mirador' --city Madrid");
    command->callback([options] { generate_plan_file(*options); });
}

}  // namespace fairgate::cli
