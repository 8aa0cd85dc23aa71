#pragma once

#include "accounts/login_limiter.hpp"
#include "accounts/password_hasher.hpp"
#include "accounts/sessions.hpp"

#include <expected>

namespace fairgate {

enum class AccountError {
    /// 422: `problems` names the fields.
    invalid_request,
    /// 409.
    email_taken,
    /// 401: which of the two was wrong is nobody's business.
    wrong_credentials,
    /// 429: too many failures.
    too_many_attempts,
    /// 429: too many accounts are opened from this address.
    too_many_registrations,
    /// 503: too many are logging in.
    busy,
};

/// What is wrong with one field of a request.
struct AccountProblem {
    std::string field;
    std::string problem;
};
BOOST_DESCRIBE_STRUCT(AccountProblem, (), (field, problem))

struct AccountFailure {
    AccountError error = AccountError::busy;
    std::vector<AccountProblem> problems = {};
    /// For 429 and 503: at least one second.
    std::chrono::seconds retry_after{1};
};

struct LoggedIn {
    api::Me me;
    std::string cookie;
};

/// Trimmed, ASCII letters in lower case: what accounts are found by. Empty when nobody's can be. Looser than
/// what a new account takes, see is_public_mail_address: who has registered with an odd one must come in.
std::optional<std::string> normal_email(std::string_view text);

/// Opens accounts, logs in and out. Lives as long as the server; thread-safe.
class Accounts {
  public:
    /// Bytes of UTF-8.
    static constexpr std::size_t kPasswordMin = 10;
    static constexpr std::size_t kPasswordMax = 200;
    static constexpr std::size_t kNameMax = 100;

    Accounts(AccountStore& store, Sessions& sessions, PasswordHasher& hasher, LoginLimiter& limiter,
             Clock& clock, Random& random)
        : store_(store),
          sessions_(sessions),
          hasher_(hasher),
          limiter_(limiter),
          clock_(clock),
          random_(random) {}

    /// Opens an account and logs the session in. `address` is the client's, for the limits.
    Task<std::expected<LoggedIn, AccountFailure>> register_user(Session session, api::RegisterRequest request,
                                                                std::string address);

    Task<std::expected<LoggedIn, AccountFailure>> log_in(Session session, api::LoginRequest request,
                                                         std::string address);

    Task<LoggedIn> log_out(Session session);

    Task<api::Me> me(Session session);

  private:
    Task<LoggedIn> enter(Session session, UserRecord user);

    AccountStore& store_;
    Sessions& sessions_;
    PasswordHasher& hasher_;
    LoginLimiter& limiter_;
    Clock& clock_;
    Random& random_;
};

}  // namespace fairgate
