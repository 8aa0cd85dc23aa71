#include "http/session_cookie.hpp"

#include "accounts/sessions.hpp"

#include <fmt/format.h>

namespace fairgate::http {

std::string session_cookie(std::string_view value, CookieRules rules) {
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(Sessions::kLifetime).count();
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", Sessions::kCookieName, value,
                       age, rules.secure ? "; Secure" : "");
}

}  // namespace fairgate::http
