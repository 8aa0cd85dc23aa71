#pragma once

#include "base/random.hpp"
#include "http/limits.hpp"
#include "http/message.hpp"
#include "http/router.hpp"

#include <functional>

namespace fairgate::http {

/// Who is asking, and the cookie to set when that is news to the browser.
struct ResolvedRequestSession {
    Session session;
    std::string set_cookie;
};

/// Everything between a parsed request and its answer: limits, routing, origin, session, handler, failures.
///
/// Lives as long as the server. Thread-safe.
class Dispatcher {
  public:
    using SessionResolver = std::function<Task<ResolvedRequestSession>(std::string cookie)>;
    /// The session of a cookie that is good as it is and can be checked without waiting; empty for any other.
    using SessionAtHand = std::function<std::optional<Session>(std::string_view cookie)>;
    using Fallback = std::function<Response(const Request&)>;

    /// Without `session_at_hand` every call takes the way of those that may wait.
    Dispatcher(const Router& router, SessionResolver sessions, Fallback static_files,
               OverloadControl& overload, Random& random, SessionAtHand session_at_hand = {})
        : router_(router),
          sessions_(std::move(sessions)),
          session_at_hand_(std::move(session_at_hand)),
          static_files_(std::move(static_files)),
          overload_(overload),
          random_(random) {}

    /// Never throws, save for cancellation.
    Task<Response> answer(Request& request);

  private:
    std::optional<Response> answer_at_hand(const Router::Match& match, Request& request);
    Task<Response> route(Router::Match match, Request& request);
    Task<Response> admit(const Route& route, Request& request);
    Task<Response> call(const Route& route, Request& request);
    Response come_again(Tier tier);

    const Router& router_;
    SessionResolver sessions_;
    SessionAtHand session_at_hand_;
    Fallback static_files_;
    OverloadControl& overload_;
    Random& random_;
};

}  // namespace fairgate::http
