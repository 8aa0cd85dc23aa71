#include "http/router.hpp"

#include "http/tiers.hpp"

#include <boost/beast/http/verb.hpp>

namespace fairgate::http {
namespace {

constexpr std::size_t kSegmentsMax = 16;

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty() && segments.size() < kSegmentsMax) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        segments.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

bool is_placeholder(const std::string& segment) {
    return segment.starts_with('{');
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
    if (pattern.size() != path.size()) return false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (is_placeholder(pattern[i]) ? path[i].empty() : pattern[i] != path[i]) return false;
    }
    return true;
}

}  // namespace

void Router::add(Route route) {
    Entry entry{{}, std::move(route)};
    entry.route.tier = tier_of(entry.route.verb, entry.route.path);
    for (const auto segment : segments_of(entry.route.path)) entry.segments.emplace_back(segment);
    entries_.push_back(std::move(entry));
}

Router::Match Router::find(Verb verb, std::string_view path) const {
    const auto segments = segments_of(path);
    const Verb wanted = verb == Verb::head ? Verb::get : verb;
    Match match;
    for (const auto& entry : entries_) {
        if (!matches(entry.segments, segments)) continue;
        if (entry.route.verb != wanted) {
            match.allowed.append(match.allowed.empty() ? "" : ", ").append(to_string(entry.route.verb));
            continue;
        }
        match.route = &entry.route;
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if (is_placeholder(entry.segments[i])) match.path_values.push_back(segments[i]);
        }
        return match;
    }
    return match;
}

}  // namespace fairgate::http
