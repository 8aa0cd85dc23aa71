#include "style/rules.hpp"

#include <algorithm>

namespace fairgate::style {

namespace {

constexpr std::size_t kLineColumnsMax = 110;
constexpr std::size_t kFileLinesMax = 500;
constexpr std::size_t kFunctionLinesMax = 70;

/// Characters, not bytes, as an editor counts them.
std::size_t columns_of(std::string_view line) {
    return static_cast<std::size_t>(
        std::ranges::count_if(line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

enum class Block { outer, function, data };

/// What the brace after `head` (the code since the last statement) opens, where no function is open.
Block block_after(std::string_view head) {
    for (const char* word : {"namespace", "extern"}) {
        if (has_word(head, word)) return Block::outer;
    }
    const bool called = head.contains('(');
    for (const char* word : {"class", "struct", "enum", "union"}) {
        if (has_word(head, word) && !called) return Block::outer;
    }
    const std::size_t equals = head.find(" = ");
    const bool value = equals != std::string_view::npos && !head.substr(0, equals).contains("operator");
    return called && !value ? Block::function : Block::data;
}

/// Preprocessor lines have braces of their own.
std::string without_directives(std::string_view code) {
    std::string out(code);
    bool directive = false;
    std::size_t start = 0;
    for (std::string_view line : lines_of(code)) {
        const std::size_t first = line.find_first_not_of(' ');
        directive = directive || (first != std::string_view::npos && line[first] == '#');
        if (directive) std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(start), line.size(), ' ');
        directive = directive && line.ends_with('\\');
        start += line.size() + 1;
    }
    return out;
}

}  // namespace

std::vector<Finding> line_length(const SourceFile& file) {
    std::vector<Finding> findings;
    if (!file.is_cpp() && !file.is_under("tools/")) return findings;
    std::size_t number = 0;
    for (std::string_view line : lines_of(file.text)) {
        ++number;
        if (columns_of(line) <= kLineColumnsMax || line.contains("://")) continue;
        findings.push_back({file.path, number, "line-length",
                            std::to_string(columns_of(line)) + " columns, " +
                                std::to_string(kLineColumnsMax) + " is the end"});
    }
    return findings;
}

std::vector<Finding> file_length(const SourceFile& file) {
    const std::size_t lines = lines_of(file.text).size();
    if (lines <= kFileLinesMax) return {};
    return {{file.path, 1, "file-length", std::to_string(lines) + " lines: this is more than one thing"}};
}

std::vector<Finding> function_length(const SourceFile& file) {
    std::vector<Finding> findings;
    if (!file.is_cpp()) return findings;
    const std::string code = without_directives(file.code);
    std::size_t head = 0;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == ';' || code[i] == '}') head = i + 1;
        if (code[i] != '{') continue;
        const Block block = block_after(std::string_view(code).substr(head, i - head));
        head = i + 1;
        if (block == Block::outer) continue;
        const std::size_t end = after_match(code, i);
        if (end == std::string::npos) break;
        const std::size_t lines = file.line_of(end) - file.line_of(i) + 1;
        if (block == Block::function && lines > kFunctionLinesMax) {
            findings.push_back({file.path, file.line_of(i), "function-length",
                                std::to_string(lines) + " lines: functions aim at 25 and end at 70"});
        }
        i = end - 1;
        head = end;
    }
    return findings;
}

}  // namespace fairgate::style
