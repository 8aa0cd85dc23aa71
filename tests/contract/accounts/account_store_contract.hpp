#pragma once

#include "accounts/account_store.hpp"
#include "support/run_task.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <memory>

namespace fairgate::testing {

/// A store under test, empty. That guests' orders follow them into the account is tested with the orders.
class AccountStoreUnderTest {
  public:
    virtual ~AccountStoreUnderTest() = default;
    virtual AccountStore& store() = 0;
};

using AccountStoreFactory = std::function<std::unique_ptr<AccountStoreUnderTest>()>;

/// What every adapter of AccountStore must do; instantiate it with a factory.
class AccountStoreContract : public ::testing::TestWithParam<AccountStoreFactory> {
  protected:
    static constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};

    bool add(std::uint64_t id, std::string email) {
        return run_task(
            store().add_user({UserId{id}, std::move(email), "Ann", api::Role::user, "hash", kNow}));
    }
    void open(std::uint64_t id, std::uint64_t user, std::uint8_t secret, Timestamp ends_at = kNow) {
        run_task(store().open_session({SessionId{id}, UserId{user}, Bytes(32, secret), ends_at}));
    }
    AccountStore& store() { return subject_->store(); }

    std::unique_ptr<AccountStoreUnderTest> subject_ = GetParam()();
};

}  // namespace fairgate::testing
