#include "adapters/sqlite/sqlite_room_store.hpp"

#include "contract/waitingroom/room_store_contract.hpp"
#include "support/temporary_folder.hpp"

namespace fairgate::testing {
namespace {

class SqliteRoomsUnderTest final : public RoomStoreUnderTest {
  public:
    SqliteRoomsUnderTest() { reopen(); }

    RoomStore& store() override { return *store_; }
    void reopen() override {
        store_.reset();
        file_.reset();
        file_.emplace(folder_.path());
        store_.emplace(*file_);
    }

  private:
    TemporaryFolder folder_;
    std::optional<sqlite::StoreFile> file_;
    std::optional<sqlite::SqliteRoomStore> store_;
};

const RoomStoreFactory kSqlite = [] { return std::make_unique<SqliteRoomsUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Sqlite, RoomStoreContract, ::testing::Values(kSqlite));

}  // namespace
}  // namespace fairgate::testing
