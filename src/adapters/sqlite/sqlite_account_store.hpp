#pragma once

#include "accounts/account_store.hpp"
#include "adapters/sqlite/store_file.hpp"

namespace fairgate::sqlite {

/// Accounts in the embedded store. Thread-safe; every writing call is one job of the writer.
class SqliteAccountStore final : public AccountStore {
  public:
    explicit SqliteAccountStore(StoreFile& file) : file_(file) {}

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
    StoreFile& file_;
};

}  // namespace fairgate::sqlite
