#include "adapters/postgres/postgres_order_store.hpp"

#include "adapters/postgres/postgres_seat_store.hpp"
#include "contract/checkout/order_store_contract.hpp"
#include "support/postgres_house.hpp"

namespace fairgate::testing {
namespace {

constexpr const char* kEventWithTenSeats =
    "INSERT INTO venues VALUES (1, 'Hall', 'Bern', 'CH', 'Europe/Zurich');"
    "INSERT INTO seating_plans VALUES ('plan', 1, 'Plan', 10, '{}');"
    "INSERT INTO events VALUES (7, 1, 'plan', 'Concert', 'concert', '', 'Music', 0, 0, 'on_sale', false, "
    "'EUR', 8, 1, 1,"
    " '');"
    "INSERT INTO seats (event_id, seat_index) SELECT 7, i FROM generate_series(0, 9) AS i";

class PostgresOrderStoreUnderTest final : public OrderStoreUnderTest {
  public:
    PostgresOrderStoreUnderTest() { house_.database.sql(kEventWithTenSeats); }
    OrderStore& store() override { return store_; }
    SeatStore& seats() override { return seats_; }
    EventId event() const override { return EventId{7}; }

  private:
    PostgresHouse house_;
    postgres::PostgresOrderStore store_{house_.pool()};
    postgres::PostgresSeatStore seats_{house_.pool()};
};

const OrderStoreFactory kPostgres = [] { return std::make_unique<PostgresOrderStoreUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Postgres, OrderStoreContract, ::testing::Values(kPostgres));

}  // namespace
}  // namespace fairgate::testing
