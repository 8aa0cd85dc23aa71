#include "adapters/postgres/postgres_seat_store.hpp"

#include "contract/inventory/seat_store_contract.hpp"
#include "support/postgres_house.hpp"

#include <fmt/format.h>

namespace fairgate::testing {
namespace {

constexpr const char* kEventWithSeats =
    "INSERT INTO venues VALUES (1, 'Hall', 'Bern', 'CH', 'Europe/Zurich');"
    "INSERT INTO seating_plans VALUES ('plan', 1, 'Plan', 60, '{}');"
    "INSERT INTO events VALUES (7, 1, 'plan', 'Concert', 'concert', '', 'Music', 0, 0, 'on_sale', false, "
    "'EUR', 8, 1, 1,"
    " '');"
    "INSERT INTO seats (event_id, seat_index) SELECT 7, i FROM generate_series(0, 59) AS i";

class PostgresSeatStoreUnderTest final : public SeatStoreUnderTest {
  public:
    PostgresSeatStoreUnderTest() { house_.database.sql(kEventWithSeats); }
    ~PostgresSeatStoreUnderTest() override { run_task(store_.drain()); }
    SeatStore& store() override { return store_; }
    EventId event() const override { return EventId{7}; }
    void add_pending_order(SessionId session, HoldId hold) override {
        add_order({session, std::nullopt}, hold, "pending");
    }
    void sell(Session buyer, Hold hold) override {
        add_order(buyer, hold.id, "paid");
        for (const SeatIndex seat : hold.seats) {
            house_.database.sql(fmt::format(
                "UPDATE seats SET status = 2, order_id = {0}, hold_id = NULL, held_by_session = NULL,"
                " held_until = NULL WHERE event_id = 7 AND seat_index = {1};"
                "INSERT INTO order_items (event_id, order_id, seat_index, price, fee) VALUES (7, {0}, {1}, "
                "0, 0)",
                last_order_, seat));
        }
    }

  private:
    void add_order(Session who, HoldId hold, std::string_view status) {
        const std::string user = who.user ? std::to_string(who.user->value) : "NULL";
        if (who.user) {
            house_.database.sql(
                fmt::format("INSERT INTO users VALUES ({}, 'a@b.c', 'A', 'user', '', 0)", user));
        }
        house_.database.sql(fmt::format(
            "INSERT INTO orders (id, event_id, session_id, user_id, hold_id, email, status, subtotal, fees,"
            " total_amount, currency, attempt, payment_deadline, hold_expires_at, idempotency_key, "
            "fingerprint,"
            " created_at, updated_at)"
            " VALUES ({0}, 7, {1}, {2}, {3}, 'a@b.c', '{4}', 0, 0, 0, 'EUR', 1, 0, 0, 'key {0}', '', 0, 0)",
            ++last_order_, who.id.value, user, hold.value, status));
    }

    PostgresHouse house_;
    postgres::PostgresSeatStore store_{house_.pool()};
    std::uint64_t last_order_ = 500;
};

const SeatStoreFactory kPostgres = [] { return std::make_unique<PostgresSeatStoreUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Postgres, SeatStoreContract, ::testing::Values(kPostgres));

}  // namespace
}  // namespace fairgate::testing
