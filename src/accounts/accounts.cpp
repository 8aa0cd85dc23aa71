#include "accounts/accounts.hpp"

#include "base/mail_address.hpp"

#include <algorithm>

namespace fairgate {
namespace {

constexpr std::size_t kEmailMax = 254;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < ' ' || c == 0x7F;
}

std::unexpected<AccountFailure> failure(AccountError error, std::chrono::milliseconds retry_after = {}) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(retry_after);
    return std::unexpected(AccountFailure{error, {}, std::max(seconds, std::chrono::seconds{1})});
}

std::vector<AccountProblem> check(const api::RegisterRequest& request) {
    std::vector<AccountProblem> problems;
    if (!is_public_mail_address(normal_email(request.email).value_or(""))) {
        problems.push_back({"email", "This is not an e-mail address."});
    }
    if (request.password.size() < Accounts::kPasswordMin) {
        problems.push_back({"password", "The password needs 10 characters or more."});
    } else if (request.password.size() > Accounts::kPasswordMax) {
        problems.push_back({"password", "The password has 200 characters at most."});
    }
    const auto name = trimmed(request.name);
    if (name.empty() || name.size() > Accounts::kNameMax || std::ranges::any_of(name, is_control)) {
        problems.push_back({"name", "The name has 1 to 100 characters."});
    }
    return problems;
}

api::User view(const UserRecord& user) {
    return {user.id, user.email, user.name, user.role};
}

}  // namespace

std::optional<std::string> normal_email(std::string_view text) {
    std::string email(trimmed(text));
    for (char& c : email) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    if (email.size() > kEmailMax || !email.contains('@')) return std::nullopt;
    if (std::ranges::any_of(email, is_control)) return std::nullopt;
    return email;
}

Task<std::expected<LoggedIn, AccountFailure>> Accounts::register_user(Session session,
                                                                      api::RegisterRequest request,
                                                                      std::string address) {
    auto problems = check(request);
    if (!problems.empty()) {
        co_return std::unexpected(AccountFailure{AccountError::invalid_request, std::move(problems)});
    }
    const std::string email = *normal_email(request.email);
    const auto wait = co_await limiter_.begin_registration(address);
    if (wait) co_return failure(AccountError::too_many_registrations, *wait);
    const auto known = co_await store_.find_user_by_email(email);
    if (known) co_return failure(AccountError::email_taken);
    const auto hash = co_await hasher_.hash(std::move(request.password));
    if (!hash) {
        co_await limiter_.registration_not_tried(address);
        co_return failure(AccountError::busy);
    }
    const Timestamp now = clock_.now();
    const UserRecord user{
        UserId::make(now, random_), email, std::string(trimmed(request.name)), api::Role::user, *hash, now};
    // Two at once: the store's unique index decides.
    const bool added = co_await store_.add_user(user);
    if (!added) co_return failure(AccountError::email_taken);
    LoggedIn logged_in = co_await enter(session, user);
    co_return logged_in;
}

Task<std::expected<LoggedIn, AccountFailure>> Accounts::log_in(Session session, api::LoginRequest request,
                                                               std::string address) {
    // Nonsense takes the same way and the same time as a wrong password.
    const std::string email = normal_email(request.email).value_or("");
    const auto wait = co_await limiter_.begin(email, address);
    if (wait) co_return failure(AccountError::too_many_attempts, *wait);
    if (request.password.size() > kPasswordMax) request.password.clear();
    const auto user = co_await store_.find_user_by_email(email);
    const auto hash = user ? std::optional(user->password_hash) : std::nullopt;
    const auto right = co_await hasher_.verify(hash, std::move(request.password));
    if (!right) {
        co_await limiter_.not_tried(email, address);
        co_return failure(AccountError::busy);
    }
    if (!*right) co_return failure(AccountError::wrong_credentials);
    co_await limiter_.succeeded(email, address);
    LoggedIn logged_in = co_await enter(session, *user);
    co_return logged_in;
}

Task<LoggedIn> Accounts::enter(Session session, UserRecord user) {
    const ResolvedSession entered = co_await sessions_.log_in(session, user.id);
    co_return LoggedIn{{entered.session.id, view(user)}, entered.new_cookie.value_or("")};
}

Task<LoggedIn> Accounts::log_out(Session session) {
    const ResolvedSession left = co_await sessions_.log_out(session);
    co_return LoggedIn{{left.session.id, std::nullopt}, left.new_cookie.value_or("")};
}

Task<api::Me> Accounts::me(Session session) {
    if (!session.user) co_return api::Me{session.id, std::nullopt};
    const auto user = co_await store_.find_user(*session.user);
    co_return api::Me{session.id, user ? std::optional(view(*user)) : std::nullopt};
}

}  // namespace fairgate
