#include "contract/inventory/seat_store_contract.hpp"
#include "unit/inventory/inventory_house.hpp"

namespace fairgate::testing {
namespace {

class SqliteSeatStoreUnderTest final : public SeatStoreUnderTest {
  public:
    SeatStore& store() override { return house_->seats; }
    EventId event() const override { return house_.event; }
    void add_pending_order(SessionId session, HoldId hold) override {
        house_.add_order(++last_order_, {session, std::nullopt}, hold, "pending");
    }
    void sell(Session buyer, Hold hold) override {
        house_.sell(++last_order_, buyer, hold);
        if (!buyer.user) return;
        const auto user = std::to_string(buyer.user->value);
        house_.sql("INSERT OR IGNORE INTO users VALUES (" + user + ", 'a@b.c', 'A', 'user', '', 0)");
        house_.sql("UPDATE orders SET user_id = " + user + " WHERE id = " + std::to_string(last_order_));
    }

  private:
    InventoryHouse house_;
    std::uint64_t last_order_ = 500;
};

const SeatStoreFactory kSqlite = [] { return std::make_unique<SqliteSeatStoreUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Sqlite, SeatStoreContract, ::testing::Values(kSqlite));

}  // namespace
}  // namespace fairgate::testing
