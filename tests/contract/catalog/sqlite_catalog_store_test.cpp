#include "adapters/sqlite/sqlite_catalog_store.hpp"

#include "contract/catalog/catalog_store_contract.hpp"
#include "support/temporary_folder.hpp"

namespace fairgate::testing {
namespace {

constexpr std::string_view kSeats =
    "SELECT count(*), min(seat_index), max(seat_index), sum(status) FROM seats WHERE event_id = ?";

class SqliteHouse final : public CatalogStoreHouse {
  public:
    CatalogStore& store() override { return store_; }
    std::int64_t available_seats(EventId event) override {
        return run_task(file_.readers().run([event](sqlite::Connection& connection) {
            auto row = connection.prepare(kSeats);
            row.bind(event);
            row.step();
            const auto count = row.integer(0);
            const bool dense = count == 0 || (row.integer(1) == 0 && row.integer(2) == count - 1);
            return dense && row.integer(3) == 0 ? count : -1;
        }));
    }

  private:
    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    SqliteCatalogStore store_{file_};
};

const CatalogStoreMaker kSqlite{"Sqlite", [] { return std::make_unique<SqliteHouse>(); }};

std::string name_of(const ::testing::TestParamInfo<CatalogStoreMaker>& info) {
    return info.param.name;
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Embedded, CatalogStoreContract, ::testing::Values(kSqlite), name_of);

}  // namespace fairgate::testing
