#include "adapters/postgres/postgres_account_store.hpp"

#include "contract/accounts/account_store_contract.hpp"
#include "support/postgres_house.hpp"

namespace fairgate::testing {
namespace {

class PostgresAccountStoreUnderTest final : public AccountStoreUnderTest {
  public:
    AccountStore& store() override { return store_; }

  private:
    PostgresHouse house_;
    postgres::PostgresAccountStore store_{house_.pool()};
};

const AccountStoreFactory kPostgres = [] { return std::make_unique<PostgresAccountStoreUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Postgres, AccountStoreContract, ::testing::Values(kPostgres));

}  // namespace
}  // namespace fairgate::testing
