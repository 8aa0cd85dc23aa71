#include "http/router.hpp"

#include "http/tiers.hpp"

#include <boost/beast/http/verb.hpp>

#include <array>

namespace fairgate::http {
namespace {

constexpr std::size_t kSegmentsMax = 16;

/// What stands between the slashes of a path, as far as it matters.
class Segments {
  public:
    explicit Segments(std::string_view path) {
        while (!path.empty() && size_ < kSegmentsMax) {
            path.remove_prefix(1);
            const auto end = std::min(path.find('/'), path.size());
            all_[size_++] = path.substr(0, end);
            path.remove_prefix(end);
        }
    }

    auto begin() const { return all_.begin(); }
    auto end() const { return all_.begin() + size_; }
    std::size_t size() const { return size_; }
    std::string_view operator[](std::size_t i) const { return all_[i]; }

  private:
    std::array<std::string_view, kSegmentsMax> all_;
    std::size_t size_ = 0;
};

bool is_placeholder(const std::string& segment) {
    return segment.starts_with('{');
}

bool matches(const std::vector<std::string>& pattern, const Segments& path) {
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
    for (const auto segment : Segments(entry.route.path)) entry.segments.emplace_back(segment);
    entries_.push_back(std::move(entry));
}

Router::Match Router::find(Verb verb, std::string_view path) const {
    const Segments segments(path);
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
