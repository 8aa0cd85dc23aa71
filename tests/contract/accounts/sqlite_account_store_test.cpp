#include "adapters/sqlite/sqlite_account_store.hpp"

#include "contract/accounts/account_store_contract.hpp"
#include "support/temporary_folder.hpp"

namespace fairgate::testing {
namespace {

class SqliteAccountStoreUnderTest final : public AccountStoreUnderTest {
  public:
    AccountStore& store() override { return store_; }

  private:
    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteAccountStore store_{file_};
};

const AccountStoreFactory kSqlite = [] { return std::make_unique<SqliteAccountStoreUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Sqlite, AccountStoreContract, ::testing::Values(kSqlite));

}  // namespace
}  // namespace fairgate::testing
