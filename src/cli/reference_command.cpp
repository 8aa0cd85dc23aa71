#include "cli/reference_command.hpp"

#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace fairgate::cli {
namespace {

constexpr std::string_view kIntroduction =
    "# Configuration of `fairgate serve`\n\n"
    "Every option can be given on the command line, in the environment, or in the file that `--config FILE` "
    "names,\n"
    "one `option = value` a line. The command line beats the environment, which beats the file:\n\n"
    "```toml\n"
    "listen = \"127.0.0.1:8080\"   # texts in quotes\n"
    "hold-seconds = 600\n"
    "no-demo = true\n"
    "trusted-proxy = [\"10.0.0.0/8\", \"192.168.0.1\"]\n"
    "```\n\n"
    "The file has no [sections], no multi-line texts and no backslashes in \"double\" quotes. What no "
    "command "
    "knows is refused.\n"
    "`admin`, `audit`, `backup`, `demo`, `import`, `messages` and `migrate` take the same file, for the "
    "options that "
    "they share.\n\n"
    "`fairgate reference` prints this page.\n";

/// A `|` would end the cell of a table.
std::string in_cell(std::string text) {
    for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
        text.insert(at, 1, '\\');
    }
    return text;
}

std::string code(const std::string& text) {
    return text.empty() ? std::string() : fmt::format("`{}`", text);
}

std::string row(const CLI::Option& option) {
    return fmt::format("| {} | {} | {} | {} |\n", code(option.get_name()), code(option.get_envname()),
                       code(option.get_default_str()), in_cell(option.get_description()));
}

std::string heading(const std::string& group) {
    return fmt::format(
        "\n## {}\n\n| option | environment | default | what it does |\n| --- | --- | --- | --- |\n",
        group == "Options" ? "General" : group);
}

std::string reference() {
    CLI::App command("", "serve");
    ServeOptions options;
    declare(command, options);
    std::string text(kIntroduction);
    for (const auto& group : command.get_groups()) {
        std::string rows;
        for (const CLI::Option* option : command.get_options()) {
            if (option->get_group() == group && option != command.get_help_ptr()) rows += row(*option);
        }
        if (!rows.empty()) text += heading(group) + rows;
    }
    return text;
}

}  // namespace

void add_reference_command(CLI::App& app) {
    auto* command = app.add_subcommand("reference", "Print every option of 'serve' as a page of Markdown");
    command->callback([] { std::fputs(reference().c_str(), stdout); });
}

}  // namespace fairgate::cli
