#include "http/dispatcher.hpp"

#include "accounts/sessions.hpp"
#include "base/cancellation.hpp"
#include "base/stopwatch.hpp"
#include "base/trace.hpp"

#include <spdlog/spdlog.h>

namespace fairgate::http {
namespace {

bool changes_state(Verb verb) {
    return verb != Verb::get && verb != Verb::head && verb != Verb::options;
}

/// True when the page that sent the request was served by us. Programs without an Origin header are no
/// browsers, so nobody's cookie rides along unasked.
bool from_same_origin(const Request& request) {
    const auto site = request.header("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") return false;
    const auto origin = request.header(Field::origin);
    if (origin.empty()) return true;
    const auto host = request.header(Field::host);
    return !host.empty() &&
           (origin == "http://" + std::string(host) || origin == "https://" + std::string(host));
}

bool is_json(std::string_view content_type) {
    const auto type = content_type.substr(0, content_type.find(';'));
    return boost::beast::iequals(type, "application/json");
}

std::optional<Response> refuse_foreign(const Request& request) {
    if (!changes_state(request.verb)) return std::nullopt;
    if (!from_same_origin(request)) {
        return failure(403, "foreign_origin", "This call must come from a page of this site.");
    }
    if (!request.body.empty() && !is_json(request.header(Field::content_type))) {
        return failure(415, "not_json", "Send the body as application/json.");
    }
    return std::nullopt;
}

/// A shared cache would hand one fan's session to others.
void set_session(Response& response, std::string cookie) {
    response.set_cookie = std::move(cookie);
    if (!response.cache_control.contains("no-store")) response.cache_control = "private, no-cache";
}

/// A step of a sale under way that was let begin, however it ends.
class CountedStep {
  public:
    CountedStep(OverloadControl& overload, Tier tier) : overload_(overload), tier_(tier) {}
    ~CountedStep() {
        if (tier_ == Tier::reserving) {
            overload_.reservation_ended(stopwatch_.elapsed());
        } else {
            overload_.checkout_ended();
        }
    }
    CountedStep(const CountedStep&) = delete;
    CountedStep& operator=(const CountedStep&) = delete;

  private:
    OverloadControl& overload_;
    const Tier tier_;
    Stopwatch stopwatch_;
};

}  // namespace

Task<Response> Dispatcher::answer(Request& request) {
    try {
        auto match = router_.find(request.verb, request.path);
        auto response = answer_at_hand(match, request);
        if (!response) response = co_await route(std::move(match), request);
        co_return std::move(*response);
    } catch (const HttpFailure& e) {
        co_return e.response();
    } catch (const std::exception& e) {
        if (was_cancelled(e)) throw;
        spdlog::error("request {}{}: {}", request.id, trace_note(request.trace), e.what());
    }
    co_return failure(503, "unavailable",
                      "Something on our side is not working. Nothing was lost; please try again.");
}

std::optional<Response> Dispatcher::answer_at_hand(const Router::Match& match, Request& request) {
    const Route* route = match.route;
    if (!route || !route->at_hand || !session_at_hand_ || changes_state(request.verb)) return std::nullopt;
    if (overload_.refused_share(route->tier) > 0) return std::nullopt;
    const auto session = session_at_hand_(request.cookie(Sessions::kCookieName));
    if (!session) return std::nullopt;
    request.session = *session;
    request.path_values = match.path_values;
    request.route = route->path;
    return route->at_hand(request);
}

Task<Response> Dispatcher::route(Router::Match match, Request& request) {
    if (match.route) {
        request.path_values = std::move(match.path_values);
        request.route = match.route->path;
        Response response = co_await admit(*match.route, request);
        co_return response;
    }
    if (!match.allowed.empty()) {
        auto response = failure(405, "method_not_allowed", "This address does not take this method.");
        response.allow = match.allowed;
        co_return response;
    }
    if (request.path == "/api" || request.path.starts_with("/api/")) {
        co_return failure(404, "not_found", "There is no such call.");
    }
    if (request.verb != Verb::get && request.verb != Verb::head) {
        auto response = failure(405, "method_not_allowed", "This address does not take this method.");
        response.allow = "GET";
        co_return response;
    }
    Response page = static_files_(request);
    if (page.content_type.starts_with("text/html")) {
        const auto session = co_await sessions_(std::string(request.cookie(Sessions::kCookieName)));
        if (!session.set_cookie.empty()) set_session(page, session.set_cookie);
    }
    co_return page;
}

/// Before the session is looked up: a refusal has to cost next to nothing.
Task<Response> Dispatcher::admit(const Route& route, Request& request) {
    if (overload_.is_short_of_processor() &&
        !overload_.admits(route.tier, static_cast<std::uint32_t>(random_.next()))) {
        co_return come_again(route.tier);
    }
    std::optional<CountedStep> counted;
    if (route.tier == Tier::reserving) {
        if (!overload_.begin_reservation()) co_return come_again(route.tier);
        counted.emplace(overload_, route.tier);
    } else if (route.path == "/api/checkout") {
        overload_.checkout_began();
        counted.emplace(overload_, route.tier);
    }
    Response response = co_await call(route, request);
    co_return response;
}

/// Not all at the same moment. Nobody pays for seats that were refused: such a connection may rest.
Response Dispatcher::come_again(Tier tier) {
    static const auto body = std::make_shared<const std::string>(
        failure(503, "busy", "Very many people are here right now. Please try again in a moment.")
            .body_text());
    Response response;
    response.status = 503;
    response.body = body;
    response.retry_after_seconds = 1 + random_.below(3);
    response.may_rest = tier == Tier::reserving;
    return response;
}

Task<Response> Dispatcher::call(const Route& route, Request& request) {
    if (!route.is_signed) {
        if (auto refused = refuse_foreign(request)) co_return std::move(*refused);
    }
    std::string cookie;
    if (route.with_session) {
        auto resolved = co_await sessions_(std::string(request.cookie(Sessions::kCookieName)));
        request.session = resolved.session;
        cookie = std::move(resolved.set_cookie);
    }
    Response response = co_await route.handler(request);
    if (response.set_cookie.empty() && !cookie.empty()) set_session(response, std::move(cookie));
    co_return response;
}

}  // namespace fairgate::http
