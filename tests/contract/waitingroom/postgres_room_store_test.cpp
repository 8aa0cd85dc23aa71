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

constexpr Timestamp kSaleOpens{std::chrono::milliseconds{1'795'000'000'000}};

/// An event whose sale opens then. After each statement that changes entries time goes on by a second.
constexpr const char* kEventWhoseTimeFlies = R"sql(
INSERT INTO venues VALUES (1, 'Hall', 'Bern', 'CH', 'Europe/Zurich');
INSERT INTO seating_plans VALUES ('plan', 1, 'Plan', 10, '{}');
INSERT INTO events VALUES (7, 1, 'plan', 'Concert', 'concert', '', 'Music', 1795000000000, 1795000000000,
    'on_sale', true, 'EUR', 8, 1, 1, '');
CREATE OR REPLACE FUNCTION fairgate_now(caller bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT caller + coalesce(nullif(current_setting('fairgate.test_later', true), ''), '0')::bigint $$;
CREATE FUNCTION a_second_later() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM set_config('fairgate.test_later', '1000', true); RETURN NULL; END $$;
CREATE TRIGGER time_flies AFTER UPDATE ON room_entries EXECUTE FUNCTION a_second_later();
)sql";

TEST(PostgresRoomStoreTest, LetsNoPresaleShopperIntoADrawBeforeWhoseEndTheSaleOpened) {
    PostgresHouse house;
    house.database.sql(kEventWhoseTimeFlies);
    postgres::PostgresRoomStore store(house.pool());
    const EventId event{7};
    const Timestamp before = kSaleOpens - std::chrono::milliseconds{1};
    run_task(store.open(event, {}, {}));
    const CodeUse use{.serial = 5, .until = kSaleOpens + std::chrono::hours{1}};
    const auto shopper = run_task(store.redeem(event, SessionId{11}, use, before, std::chrono::minutes{15}));
    ASSERT_EQ(shopper.outcome, RedeemOutcome::entered);
    for (const Timestamp now : {before, kSaleOpens}) {
        const bool is_drawn = run_task(store.draw(event, now)).drawn_at.has_value();
        const auto state = run_task(store.changes(event, {})).entries.at(0).state;
        EXPECT_EQ(state, is_drawn ? EntryState::withdrawn : EntryState::shopping);
        EXPECT_EQ(is_drawn, now == kSaleOpens);
    }
    run_task(store.drain());
}

}  // namespace
}  // namespace fairgate::testing
