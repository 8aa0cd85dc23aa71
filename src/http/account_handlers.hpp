#pragma once

#include "accounts/accounts.hpp"
#include "http/router.hpp"
#include "http/session_cookie.hpp"

namespace fairgate::http {

/// Register, log in, log out, who am I. Lives as long as the server.
class AccountHandlers {
  public:
    AccountHandlers(Accounts& accounts, CookieRules cookies) : accounts_(accounts), cookies_(cookies) {}

    void add_to(Router& router);

  private:
    Task<Response> register_user(Request& request);
    Task<Response> log_in(Request& request);
    Task<Response> log_out(Request& request);
    Task<Response> me(Request& request);
    Response entered(const LoggedIn& logged_in, int status) const;

    Accounts& accounts_;
    CookieRules cookies_;
};

}  // namespace fairgate::http
