#pragma once

#include "accounts/account_store.hpp"
#include "adapters/postgres/pool.hpp"

namespace fairgate::postgres {

/// Accounts in PostgreSQL. Thread-safe; every method is one transaction. Other nodes hear of sessions that
/// begin and end, see News.
class PostgresAccountStore final : public AccountStore {
  public:
    explicit PostgresAccountStore(Pool& pool) : pool_(pool) {}

    Task<bool> add_user(UserRecord user) override;
    Task<bool> set_role(std::string email, api::Role role) override;
    Task<std::optional<UserRecord>> find_user(UserId user) override;
    Task<std::optional<UserRecord>> find_user_by_email(std::string email) override;
    Task<void> open_session(SessionRecord session) override;
    Task<void> close_session(SessionId session) override;
    Task<std::optional<SessionRecord>> find_session(SessionId session) override;
    Task<std::vector<SessionId>> session_ids() override;
    Task<std::size_t> delete_expired_sessions(Timestamp now) override;

  private:
    Pool& pool_;
};

}  // namespace fairgate::postgres
