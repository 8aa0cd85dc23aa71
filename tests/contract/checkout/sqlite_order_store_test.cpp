#include "adapters/sqlite/sqlite_order_store.hpp"

#include "adapters/sqlite/sqlite_seat_store.hpp"
#include "contract/checkout/order_store_contract.hpp"
#include "support/temporary_folder.hpp"

namespace fairgate::testing {
namespace {

constexpr const char* kEventWithTenSeats =
    "INSERT INTO venues VALUES (1, 'Hall', 'Bern', 'CH', 'Europe/Zurich');"
    "INSERT INTO seating_plans VALUES ('plan', 1, 'Plan', 10, '{}');"
    "INSERT INTO events VALUES (7, 1, 'plan', 'Concert', 'concert', '', 'Music', 0, 0, 'on_sale', 0, 'EUR', "
    "8, 1, 1, 0, NULL, NULL);"
    "INSERT INTO users VALUES (5, 'ann@example.org', 'Ann', 'user', '', 0);"
    "INSERT INTO seats (event_id, seat_index)"
    " WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT 7, i FROM n";

class SqliteOrderStoreUnderTest final : public OrderStoreUnderTest {
  public:
    SqliteOrderStoreUnderTest() {
        file_.writer().run_blocking(
            [](sqlite::Connection& connection) { connection.execute(kEventWithTenSeats); });
    }
    OrderStore& store() override { return store_; }
    SeatStore& seats() override { return seats_; }
    EventId event() const override { return EventId{7}; }

  private:
    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteOrderStore store_{file_};
    sqlite::SqliteSeatStore seats_{file_};
};

const OrderStoreFactory kSqlite = [] { return std::make_unique<SqliteOrderStoreUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Sqlite, OrderStoreContract, ::testing::Values(kSqlite));

}  // namespace
}  // namespace fairgate::testing
