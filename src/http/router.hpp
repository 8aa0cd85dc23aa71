#pragma once

#include "http/message.hpp"
#include "ops/overload.hpp"

#include <functional>
#include <string>
#include <vector>

namespace fairgate::http {

/// Answers a request. A plain function that returns a task: what it captures must outlive the server.
using Handler = std::function<Task<Response>(Request&)>;

/// Answers a request from memory; empty when the handler has to. Must not wait for anything.
using AnswerAtHand = std::function<std::optional<Response>(Request&)>;

struct Route {
    Verb verb = Verb::get;
    /// Segments in braces match any one segment.
    std::string path;
    Handler handler;
    /// False for answers that all readers share, which must not carry a cookie.
    bool with_session = true;
    /// The handler checks who signed the body, so it may come from anywhere and be of any type.
    bool is_signed = false;
    /// Set by the router.
    Tier tier = Tier::browsing;
    /// Asked before the handler, of calls that change nothing: a coroutine or several cost more than what
    /// they say. May be empty.
    AnswerAtHand at_hand = {};
};

/// Finds the route of a request. Immutable once the server runs.
class Router {
  public:
    void add(Route route);

    struct Match {
        const Route* route = nullptr;
        std::vector<std::string_view> path_values;
        /// The verbs of the path, when it is known but not with this verb: "GET, POST".
        std::string allowed;
    };

    Match find(Verb verb, std::string_view path) const;

  private:
    struct Entry {
        std::vector<std::string> segments;
        Route route;
    };

    std::vector<Entry> entries_;
};

}  // namespace fairgate::http
