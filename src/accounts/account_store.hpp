#pragma once

#include "accounts/api.hpp"
#include "base/encoding.hpp"
#include "base/task.hpp"

namespace fairgate {

/// An account as it is stored.
struct UserRecord {
    UserId id;
    /// Normalised, see normal_email.
    std::string email;
    std::string name;
    api::Role role = api::Role::user;
    std::string password_hash;
    Timestamp created_at;
};

/// A session that is logged in.
struct SessionRecord {
    SessionId id;
    UserId user;
    /// SHA-256 of the secret in the cookie.
    Bytes token_hash;
    Timestamp expires_at;
};

/// Where accounts and logged-in sessions are kept. Every method is one transaction, durable when it returns.
/// Throws when the store cannot be reached.
class AccountStore {
  public:
    virtual ~AccountStore() = default;

    /// False when there is an account of this e-mail address.
    virtual Task<bool> add_user(UserRecord user) = 0;
    /// False when there is no account of this e-mail address.
    virtual Task<bool> set_role(std::string email, api::Role role) = 0;
    virtual Task<std::optional<UserRecord>> find_user(UserId user) = 0;
    virtual Task<std::optional<UserRecord>> find_user_by_email(std::string email) = 0;

    /// Adds the session, or replaces what its id had, and gives the account the orders that were made in it
    /// as a guest.
    virtual Task<void> open_session(SessionRecord session) = 0;
    /// The session is not found any more. Its id stays among `session_ids` until the session would have
    /// ended.
    virtual Task<void> close_session(SessionId session) = 0;
    virtual Task<std::optional<SessionRecord>> find_session(SessionId session) = 0;
    /// Of open and closed sessions.
    virtual Task<std::vector<SessionId>> session_ids() = 0;
    /// Deletes sessions that ended at `now` or earlier; returns how many.
    virtual Task<std::size_t> delete_expired_sessions(Timestamp now) = 0;
};

}  // namespace fairgate
