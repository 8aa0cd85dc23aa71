#include "http/account_handlers.hpp"

#include "http/request_input.hpp"

namespace fairgate::http {
namespace {

Response wait_and_retry(int status, std::string_view code, std::string_view message,
                        std::chrono::seconds wait) {
    auto response = failure(status, code, message);
    response.retry_after_seconds = static_cast<unsigned>(wait.count());
    return response;
}

Response refuse(const AccountFailure& failed) {
    switch (failed.error) {
        case AccountError::invalid_request:
            return failure(422, "invalid_request", "Some of the details need another look.",
                           R"({"problems":)" + to_json_text(failed.problems) + "}");
        case AccountError::email_taken:
            return failure(409, "email_taken",
                           "There is an account with this e-mail address. Log in instead.");
        case AccountError::wrong_credentials:
            return failure(401, "wrong_credentials", "E-mail address or password is wrong.");
        case AccountError::too_many_attempts:
            return wait_and_retry(429, "too_many_attempts", "Too many attempts. Please wait before the next.",
                                  failed.retry_after);
        case AccountError::too_many_registrations:
            return wait_and_retry(429, "too_many_registrations",
                                  "Too many accounts are opened from your network. Please wait a little.",
                                  failed.retry_after);
        case AccountError::busy:
            return wait_and_retry(503, "busy", "Many people are logging in. Please try again in a moment.",
                                  failed.retry_after);
    }
    throw std::logic_error("an account error without an answer");
}

}  // namespace

void AccountHandlers::add_to(Router& router) {
    router.add({Verb::post, "/api/auth/register", [this](Request& r) { return register_user(r); }});
    router.add({Verb::post, "/api/auth/login", [this](Request& r) { return log_in(r); }});
    router.add({Verb::post, "/api/auth/logout", [this](Request& r) { return log_out(r); }});
    router.add({Verb::get, "/api/auth/me", [this](Request& r) { return me(r); }});
}

Response AccountHandlers::entered(const LoggedIn& logged_in, int status) const {
    auto response = success_of(logged_in.me, status);
    response.set_cookie = session_cookie(logged_in.cookie, cookies_);
    return response;
}

Task<Response> AccountHandlers::register_user(Request& request) {
    auto body = read_body<api::RegisterRequest>(request);
    std::string address(request.client_network);
    const auto result =
        co_await accounts_.register_user(request.session, std::move(body), std::move(address));
    if (!result) co_return refuse(result.error());
    co_return entered(*result, 201);
}

Task<Response> AccountHandlers::log_in(Request& request) {
    auto body = read_body<api::LoginRequest>(request);
    std::string address(request.client_network);
    const auto result = co_await accounts_.log_in(request.session, std::move(body), std::move(address));
    if (!result) co_return refuse(result.error());
    co_return entered(*result, 200);
}

Task<Response> AccountHandlers::log_out(Request& request) {
    expect_no_body(request);
    const LoggedIn result = co_await accounts_.log_out(request.session);
    co_return entered(result, 200);
}

Task<Response> AccountHandlers::me(Request& request) {
    const api::Me me = co_await accounts_.me(request.session);
    co_return success_of(me);
}

}  // namespace fairgate::http
