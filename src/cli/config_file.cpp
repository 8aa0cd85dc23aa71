#include "cli/config_file.hpp"

#include "cli/cli_error.hpp"
#include "cli/text_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace fairgate::cli {
namespace {

constexpr std::size_t kFileBytesMax = 1 << 20;
constexpr const char* kBlanks = " \t\r";

/// A line, or an option, of a file. Lines are never repeated: there may be a password on them.
struct Place {
    std::string file;
    std::string name;

    [[noreturn]] void refuse(std::string_view why) const {
        throw CliError(kUsage, fmt::format("{}, {}: {}.", file, name, why));
    }
};

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(kBlanks);
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// The parser would end a quoted text at a '#', and takes a backslash for itself where TOML does not.
std::string without_comment(const std::string& line, const Place& place) {
    char quote = '\0';
    std::size_t end = 0;
    for (; end < line.size(); ++end) {
        const char c = line[end];
        if (quote == '\0' && c == '#') break;
        if (quote == '"' && c == '\\') place.refuse("put a text with a backslash into single quotes");
        if (quote == '\0' && (c == '"' || c == '\'')) {
            quote = c;
        } else if (c == quote) {
            quote = '\0';
        }
    }
    if (quote != '\0') place.refuse("a quote is not closed");
    return trimmed(line.substr(0, end));
}

/// Throws unless `line` is `option = value`; the parser passes over much that is not. False when its value
/// is a list that goes on in the next line.
bool is_complete(const std::string& line, const Place& place) {
    const auto equals = line.find('=');
    const std::string key = trimmed(line.substr(0, equals));
    const bool is_key = !key.empty() && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    if (equals == std::string::npos || !is_key) place.refuse("it is not 'option = value'");
    const std::string value = trimmed(line.substr(equals + 1));
    if (value.empty()) place.refuse("the value is missing");
    return !value.starts_with('[') || value.ends_with(']');
}

/// The text for the parser: without comments, and with each list on one line.
std::string checked_lines(const std::string& file, const std::string& text) {
    std::istringstream in(text);
    std::string result;
    std::string begun;
    Place begun_at;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        const Place place{file, fmt::format("line {}", number)};
        const std::string plain = without_comment(line, place);
        if (plain.empty()) continue;
        if (begun.empty()) begun_at = place;
        begun += plain;
        if (!is_complete(begun, begun_at)) continue;
        result += begun + '\n';
        begun.clear();
    }
    if (!begun.empty()) begun_at.refuse("a [ is not closed");
    return result;
}

/// Values by option; those of an option that is given several times come together.
std::map<std::string, std::vector<std::string>> read_config(const std::string& file) {
    std::istringstream in(checked_lines(file, read_text_file(file, kFileBytesMax)));
    CLI::ConfigTOML parser;
    // Comments are gone already.
    parser.comment('\0');
    std::map<std::string, std::vector<std::string>> values;
    for (auto& item : parser.from_config(in)) {
        auto& all = values[item.name];
        all.insert(all.end(), item.inputs.begin(), item.inputs.end());
    }
    return values;
}

/// A file gives what the environment may give too: not what a command does, such as a file to write.
CLI::Option* option_for(CLI::App& command, const std::string& key) {
    CLI::Option* option = command.get_option_no_throw("--" + key);
    return option && option->get_configurable() && !option->get_envname().empty() ? option : nullptr;
}

bool is_known(CLI::App& command, const std::string& key) {
    const auto subcommands = command.get_subcommands([](const CLI::App*) { return true; });
    return option_for(command, key) ||
           std::ranges::any_of(subcommands, [&](CLI::App* each) { return is_known(*each, key); });
}

/// An address and the file with that address are one to whoever gives either elsewhere.
bool was_given(CLI::App& command, const std::string& key) {
    constexpr std::string_view kFile = "-file";
    const std::string other =
        key.ends_with(kFile) ? key.substr(0, key.size() - kFile.size()) : key + std::string(kFile);
    return std::ranges::any_of(std::array{key, other}, [&](const std::string& name) {
        const CLI::Option* option = option_for(command, name);
        return option && option->count() > 0;
    });
}

void set(CLI::Option& option, const std::vector<std::string>& values, const Place& place) {
    const bool is_flag = option.get_expected_min() == 0;
    const bool is_list = !is_flag && option.get_items_expected_max() > 1;
    if (values.empty()) place.refuse("the value is missing");
    if (values.size() > 1 && !is_list) {
        place.refuse("it wants one value; a text with commas or blanks goes into quotes");
    }
    // Such as """, which is not one quote more.
    if (std::ranges::any_of(values,
                            [](const auto& v) { return v.starts_with('"') || v.starts_with('\''); })) {
        place.refuse("its quotes are not understood");
    }
    try {
        if (is_flag) {
            option.add_result(option.get_flag_value(place.name, values.front()));
        } else {
            option.add_result(values);
        }
        option.run_callback();
    } catch (const CLI::ConversionError&) {
        place.refuse(fmt::format("it does not take '{}'", values.front()));
    } catch (const CLI::Error& error) {
        std::string_view why = error.what();
        const std::string prefix = option.get_name() + ": ";
        if (why.starts_with(prefix)) why.remove_prefix(prefix.size());
        place.refuse(why);
    }
}

void apply_config(CLI::App& command, const std::string& file) {
    CLI::App* program = &command;
    while (program->get_parent()) program = program->get_parent();
    const auto config = read_config(file);
    // Asked before any is set: values of the file itself do not hide each other.
    std::vector<std::string> wanted;
    for (const auto& [key, values] : config) {
        if (!is_known(*program, key)) Place{file, key}.refuse("there is no such option");
        if (option_for(command, key) && !was_given(command, key)) wanted.push_back(key);
    }
    for (const auto& key : wanted) set(*option_for(command, key), config.at(key), {file, key});
}

}  // namespace

void declare_config(CLI::App& command) {
    // Not set_config of the library: it reads files for the whole program alone, never for a subcommand, and
    // they would beat the environment. This runs when command line and environment have been read.
    const auto read = [&command](const CLI::results_t& files) {
        const bool is_help = command.get_help_ptr() && command.get_help_ptr()->count() > 0;
        // The environment is read for every command, whichever is run.
        if (command.parsed() && !is_help) apply_config(command, files.back());
        return true;
    };
    command.add_option("--config", read, "Read options from this file (TOML: one 'option = value' a line)")
        ->type_name("FILE")
        ->envname("FAIRGATE_CONFIG")
        ->configurable(false);
}

}  // namespace fairgate::cli
