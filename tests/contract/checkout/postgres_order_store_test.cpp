#include "adapters/postgres/postgres_order_store.hpp"

#include "adapters/postgres/postgres_seat_store.hpp"
#include "adapters/postgres/session_lock.hpp"
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
    "INSERT INTO users VALUES (5, 'ann@example.org', 'Ann', 'user', '', 0);"
    "INSERT INTO seats (event_id, seat_index) SELECT 7, i FROM generate_series(0, 9) AS i";

class PostgresOrderStoreUnderTest final : public OrderStoreUnderTest {
  public:
    PostgresOrderStoreUnderTest() { house_.database.sql(kEventWithTenSeats); }
    ~PostgresOrderStoreUnderTest() override { run_task(store_.drain()); }
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

/// Whether the store gives nobody an answer while another node has a transaction about the session under way.
Task<bool> refuses_to_guess(std::string dsn, OrderStore& store, EventId event) {
    SystemClock clock;
    postgres::Connection other(co_await asio::this_coro::executor, clock);
    co_await other.open({.dsn = std::move(dsn)});
    std::vector<postgres::Call> lock;
    lock.push_back(postgres::lock_sessions(event, {SessionId{1}}));
    co_await other.begin(std::move(lock));
    bool refused = false;
    try {
        co_await store.find_by_key_at_rest(event, SessionId{1}, "key-1");
    } catch (const std::exception&) {
        refused = true;
    }
    co_await other.roll_back();
    co_return refused;
}

TEST(PostgresOrderStoreTest, SaysThatAKeyIsFreeOnlyWhenNobodyIsAboutToTakeIt) {
    // The other node's transaction is ended by the server when it has been idle for long.
    PostgresHouse house(std::string(PostgresDatabase::kCallersClock) + " -c lock_timeout=500");
    postgres::PostgresOrderStore store(house.pool());
    const EventId event{7};
    EXPECT_TRUE(run_task(refuses_to_guess(house.database.dsn(), store, event)));
    EXPECT_FALSE(run_task(store.find_by_key_at_rest(event, SessionId{1}, "key-1")));
}

}  // namespace
}  // namespace fairgate::testing
