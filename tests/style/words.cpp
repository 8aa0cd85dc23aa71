#include "style/rules.hpp"

#include <algorithm>
#include <array>

namespace fairgate::style {

namespace {

/// A finding for each line of `text` that has one of `words`.
template <class Words>
std::vector<Finding> lines_with(const SourceFile& file, std::string_view text, const Words& words,
                                const char* rule, const std::string& why) {
    std::vector<Finding> findings;
    std::size_t number = 0;
    for (std::string_view line : lines_of(text)) {
        ++number;
        for (const char* word : words) {
            if (has_word(line, word)) findings.push_back({file.path, number, rule, word + (": " + why)});
        }
    }
    return findings;
}

/// Where raw clocks and randomness are the very job, each with its reason.
bool is_clock_house(const SourceFile& file) {
    return file.is_under("src/base/");
}

bool is_test(const SourceFile& file) {
    return file.is_under("tests/") || file.path.contains(".test.") || file.is_under("web/e2e/");
}

bool has_sql_verb(std::string_view text) {
    static constexpr std::array kVerbs = {"SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "WHERE"};
    return std::ranges::any_of(kVerbs, [&](const char* verb) { return has_word(text, verb); });
}

/// A literal that is added to something, formatted or streamed.
bool assembles_text(std::string_view code) {
    static constexpr std::array kSigns = {"\" +", "+ \"", "+= \"", "+= R\"", "format(", "<< \"", ".append("};
    return std::ranges::any_of(kSigns, [&](const char* sign) { return code.contains(sign); });
}

}  // namespace

std::vector<Finding> no_raw_clocks(const SourceFile& file) {
    if (!file.is_cpp() || is_clock_house(file)) return {};
    if (!file.is_under("src/") && !file.is_under("tests/simulation/")) return {};
    static constexpr std::array kRaw = {"system_clock::now",
                                        "steady_clock::now",
                                        "high_resolution_clock",
                                        "time(nullptr)",
                                        "time(NULL)",
                                        "gettimeofday",
                                        "clock_gettime",
                                        "this_thread::sleep_for",
                                        "this_thread::sleep_until",
                                        "steady_timer",
                                        "system_timer",
                                        "std::rand",
                                        "srand",
                                        "random_device",
                                        "mt19937",
                                        "mt19937_64",
                                        "randombytes_buf",
                                        "randombytes_uniform",
                                        "RAND_bytes",
                                        "getrandom",
                                        "__rdtsc"};
    auto findings = lines_with(file, file.code, kRaw, "raw-clock",
                               "time and randomness come from the Clock and Random ports");
    static constexpr std::array kSql = {"CURRENT_TIMESTAMP", "datetime('now", "strftime('%s','now",
                                        "julianday('now"};
    for (auto& finding : lines_with(file, file.text, kSql, "raw-clock", "bind the Clock's time")) {
        findings.push_back(std::move(finding));
    }
    return findings;
}

std::vector<Finding> no_assembled_sql(const SourceFile& file) {
    std::vector<Finding> findings;
    if (!file.is_under("src/") || !file.is_cpp()) return findings;
    std::size_t start = 0;
    while (start < file.code.size()) {
        const std::size_t end = std::min(file.code.find_first_of(";{}", start), file.code.size());
        const std::string_view code(file.code.data() + start, end - start);
        const std::size_t quote = code.find('"');
        if (quote != std::string_view::npos && assembles_text(code) &&
            has_sql_verb(std::string_view(file.text).substr(start, end - start))) {
            findings.push_back({file.path, file.line_of(start + quote), "assembled-sql",
                                "SQL is a named constant, values are bound"});
        }
        start = end + 1;
    }
    return findings;
}

std::vector<Finding> pragma_once(const SourceFile& file) {
    if (!file.ends_with(".hpp") || file.text.starts_with("#pragma once\n")) return {};
    return {{file.path, 1, "pragma-once", "a header begins with #pragma once"}};
}

std::vector<Finding> no_unfinished_work(const SourceFile& file) {
    static constexpr std::array kMarks = {
        "TO"
        "DO",
        "FIX"
        "ME",
        "HA"
        "CK",
        "XX"
        "X"};
    return lines_with(file, file.text, kMarks, "unfinished", "finish it or file an issue");
}

std::vector<Finding> no_machine_paths(const SourceFile& file) {
    std::vector<Finding> findings;
    std::size_t number = 0;
    for (std::string_view line : lines_of(file.text)) {
        ++number;
        for (std::string_view folder : {"/ho"
                                        "me/",
                                        "/ro"
                                        "ot/",
                                        "/wo"
                                        "rk/",
                                        "/Us"
                                        "ers/"}) {
            const std::size_t at = line.find(folder);
            if (at == std::string_view::npos) continue;
            if (at > 0 && !std::string_view(" \"'=(:`").contains(line[at - 1])) continue;
            findings.push_back(
                {file.path, number, "machine-path", "a path of one machine does not exist on another"});
        }
    }
    return findings;
}

std::vector<Finding> no_skipped_tests(const SourceFile& file) {
    if (!is_test(file)) return {};
    const std::string why = "a skipped test tests nothing";
    if (!file.is_cpp()) {
        static constexpr std::array kVitest = {"it.skip",       "it.only",   "it.todo",
                                               "test.skip",     "test.only", "describe.skip",
                                               "describe.only", "test.todo", "it.skipIf"};
        return lines_with(file, file.text, kVitest, "skipped-test", why);
    }
    auto findings = lines_with(file, file.code, std::array{"GTEST_SKIP"}, "skipped-test", why);
    std::size_t at = file.code.find("DISABLED_");
    for (; at != std::string::npos; at = file.code.find("DISABLED_", at + 1)) {
        findings.push_back({file.path, file.line_of(at), "skipped-test", why});
    }
    return findings;
}

}  // namespace fairgate::style
