#include "adapters/postgres/postgres_room_store.hpp"

#include "contract/waitingroom/room_store_contract.hpp"
#include "support/postgres_house.hpp"

namespace fairgate::testing {
namespace {

class PostgresRoomsUnderTest final : public RoomStoreUnderTest {
  public:
    PostgresRoomsUnderTest() { reopen(); }
    ~PostgresRoomsUnderTest() override { run_task(store_->drain()); }

    RoomStore& store() override { return *store_; }
    void reopen() override {
        if (store_) run_task(store_->drain());
        store_.emplace(house_.pool());
    }

  private:
    PostgresHouse house_;
    std::optional<postgres::PostgresRoomStore> store_;
};

const RoomStoreFactory kPostgres = [] { return std::make_unique<PostgresRoomsUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Postgres, RoomStoreContract, ::testing::Values(kPostgres));

}  // namespace
}  // namespace fairgate::testing
