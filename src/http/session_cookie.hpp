#pragma once

#include <string>
#include <string_view>

namespace fairgate::http {

/// How the session's cookie is set.
struct CookieRules {
    /// Only ever sent over TLS; for installations that are reached by https.
    bool secure = false;
};

/// The Set-Cookie value that gives a browser the session `value`. Scripts cannot read it, and other sites'
/// calls that change something do not carry it.
std::string session_cookie(std::string_view value, CookieRules rules);

}  // namespace fairgate::http
