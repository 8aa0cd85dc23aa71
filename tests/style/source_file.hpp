#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fairgate::style {

/// One file of the repository. `code` is `text` with comments and the insides of literals blanked, character
/// for character, so that a position means the same in both.
struct SourceFile {
    std::string path;  ///< From the repository's root, with slashes.
    std::string text;
    std::string code;

    static SourceFile of(std::string path, std::string text);

    bool is_under(std::string_view folder) const { return path.starts_with(folder); }
    bool ends_with(std::string_view suffix) const { return path.ends_with(suffix); }
    bool is_cpp() const { return ends_with(".cpp") || ends_with(".hpp"); }
    std::size_t line_of(std::size_t position) const;
};

struct Finding {
    std::string path;
    std::size_t line = 0;
    std::string rule;
    std::string message;
};

std::string to_string(const Finding& finding);

/// Looks at one file and says what is wrong with it.
using Rule = std::function<std::vector<Finding>(const SourceFile&)>;

/// What `rule` finds, without the lines that the file excuses: "// style-ok(rule): reason" there or on the
/// line before.
std::vector<Finding> check(const Rule& rule, const SourceFile& file);

std::vector<std::string_view> lines_of(std::string_view text);

/// Position of `word` in `text` from `from` on, where no identifier goes on before or after it; npos if
/// nowhere.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0);
bool has_word(std::string_view text, std::string_view word);

/// The position after the bracket that closes the one at `open`; npos if none does.
std::size_t after_match(std::string_view code, std::size_t open);

/// The first position at or after `from` that is not white space, or the end.
std::size_t skip_space(std::string_view code, std::size_t from);

/// All text files of the repository that rules look at.
std::vector<SourceFile> load_tree(const std::filesystem::path& root);

}  // namespace fairgate::style
