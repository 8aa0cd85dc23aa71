#include "style/rules.hpp"

#include <array>
#include <sstream>

namespace fairgate::style {

namespace {

enum class Layer { base, capability, ops, adapters, http, client, cli };

/// "src/adapters/sqlite/x.cpp" -> "adapters/sqlite"; "catalog/event.hpp" -> "catalog"; empty for a lone name.
std::string folder_of(std::string_view path) {
    if (path.starts_with("src/")) path.remove_prefix(4);
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

Layer layer_of(std::string_view folder) {
    if (folder.starts_with("base")) return Layer::base;
    if (folder.starts_with("ops")) return Layer::ops;
    if (folder.starts_with("adapters")) return Layer::adapters;
    if (folder.starts_with("http")) return Layer::http;
    if (folder.starts_with("rehearsal")) return Layer::client;
    if (folder.starts_with("cli")) return Layer::cli;
    return Layer::capability;
}

/// The types on the wire, which are all that a client of the API may know of what is behind it.
bool is_api(std::string_view header) {
    return header.ends_with("/api.hpp");
}

bool may_include(Layer from, Layer to, std::string_view header) {
    switch (from) {
        case Layer::base:
            return to == Layer::base;
        case Layer::capability:
            return to == Layer::base || to == Layer::capability;
        case Layer::ops:
            return to == Layer::base || to == Layer::capability || to == Layer::ops;
        case Layer::adapters:
            return to != Layer::http && to != Layer::client && to != Layer::cli;
        case Layer::http:
            return to != Layer::adapters && to != Layer::client && to != Layer::cli;
        case Layer::client:
            return to == Layer::base || to == Layer::client || is_api(header);
        case Layer::cli:
            return true;
    }
    return false;
}

/// The library that "catalog" or "adapters/sqlite" is built as.
std::string library_of(std::string_view folder) {
    return "fairgate_" + std::string(folder.substr(folder.rfind('/') + 1));
}

/// What a line `#include "..."` names; empty for any other line.
std::string_view quoted_include(std::string_view line) {
    static constexpr std::string_view kStart = "#include \"";
    if (!line.starts_with(kStart)) return {};
    line.remove_prefix(kStart.size());
    return line.substr(0, line.find('"'));
}

std::set<std::string> words_of(std::string text) {
    for (char& c : text) {
        if (c == '(' || c == ')') c = ' ';
    }
    std::istringstream in(text);
    std::set<std::string> words;
    for (std::string word; in >> word;) words.insert(word);
    return words;
}

}  // namespace

IncludeArrows::IncludeArrows(const std::vector<SourceFile>& files) {
    for (const SourceFile& file : files) {
        if (file.is_under("src/") && file.ends_with("/CMakeLists.txt")) {
            links_[folder_of(file.path)] = words_of(file.text);
        }
    }
}

std::vector<Finding> IncludeArrows::operator()(const SourceFile& file) const {
    std::vector<Finding> findings;
    if (!file.is_under("src/") || !file.is_cpp()) return findings;
    const std::string from = folder_of(file.path);
    const auto links = links_.find(from);
    std::size_t number = 0;
    for (std::string_view line : lines_of(file.text)) {
        ++number;
        const std::string_view header = quoted_include(line);
        const std::string to = folder_of(header);
        if (header.empty() || to == from) continue;
        const auto find = [&](std::string message) {
            findings.push_back({file.path, number, "include-arrows", std::move(message)});
        };
        if (to.empty()) {
            find("includes are rooted at src: " + std::string(header));
        } else if (!may_include(layer_of(from), layer_of(to), header)) {
            find(from + " must not include " + to + ": base <- capability <- {adapters, http} <- cli");
        } else if (header.contains("/detail/")) {
            find(std::string(header) + " is private to its folder");
        } else if (layer_of(from) != Layer::cli && links != links_.end() &&
                   !links->second.contains(library_of(to))) {
            find(from + " includes " + to + " but its CMakeLists does not link " + library_of(to));
        }
    }
    return findings;
}

}  // namespace fairgate::style
