#include "adapters/postgres/postgres_delivery_store.hpp"
#include "adapters/postgres/postgres_inbox_store.hpp"
#include "adapters/postgres/postgres_outbox_store.hpp"
#include "contract/notify/delivery_store_contract.hpp"
#include "contract/notify/inbox_store_contract.hpp"
#include "contract/notify/outbox_store_contract.hpp"
#include "support/postgres_house.hpp"

namespace fairgate::testing {
namespace {

class PostgresOutboxUnderTest final : public OutboxUnderTest {
  public:
    OutboxStore& store() override { return store_; }
    void commit_message(const std::string& topic, const std::string& body,
                        const std::string& trace) override {
        house_.database.sql("INSERT INTO outbox (topic, body, created_at, trace) VALUES ('" + topic + "', '" +
                            body + "', 1795000000000, '" + trace + "')");
    }

  private:
    PostgresHouse house_;
    SystemClock clock_;
    postgres::PostgresOutboxStore store_{house_.pool(), clock_};
};

class PostgresInboxUnderTest final : public InboxUnderTest {
  public:
    InboxStore& store() override { return store_; }

  private:
    PostgresHouse house_;
    postgres::PostgresInboxStore store_{house_.pool()};
};

class PostgresDeliveriesUnderTest final : public DeliveriesUnderTest {
  public:
    DeliveryStore& store() override { return store_; }

  private:
    PostgresHouse house_;
    SystemClock clock_;
    postgres::PostgresDeliveryStore store_{house_.pool(), clock_};
};

const OutboxFactory kOutbox = [] { return std::make_unique<PostgresOutboxUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Postgres, OutboxStoreContract, ::testing::Values(kOutbox));

const InboxFactory kInbox = [] { return std::make_unique<PostgresInboxUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Postgres, InboxStoreContract, ::testing::Values(kInbox));

const DeliveriesFactory kDeliveries = [] { return std::make_unique<PostgresDeliveriesUnderTest>(); };
INSTANTIATE_TEST_SUITE_P(Postgres, DeliveryStoreContract, ::testing::Values(kDeliveries));

/// With the database's own clock, which is not the caller's.
class PostgresMessages : public ::testing::Test {
  protected:
    void queue_a_mail() { run_task(store_.add({{"mail", {"m1", "order.paid", "{}"}}}, SystemClock().now())); }
    /// A node whose clock is wrong by `error` takes for a minute.
    std::optional<Delivery> take(std::chrono::seconds error) {
        const Timestamp now = SystemClock().now() + error;
        return run_task(store_.take("mail", now, now + std::chrono::minutes{1}));
    }

    PostgresHouse house_{""};
    SystemClock clock_;
    postgres::PostgresDeliveryStore store_{house_.pool(), clock_};
};

TEST_F(PostgresMessages, StayWithTheirNodeWhateverTheClockOfAnotherSays) {
    queue_a_mail();
    ASSERT_TRUE(take(-std::chrono::hours{1}));
    EXPECT_FALSE(take(std::chrono::hours{24}));
    run_task(store_.retry({"mail", {"m1", "order.paid", "{}"}, 1}, clock_.now() - std::chrono::seconds{1}));
    EXPECT_TRUE(take(-std::chrono::hours{1}));
}

TEST_F(PostgresMessages, AreNotWaitedForWhileAnotherNodeHasThemLocked) {
    queue_a_mail();
    PostgresSession other(house_.database.dsn());
    other.run("BEGIN; SELECT FROM deliveries FOR UPDATE");
    EXPECT_FALSE(take({}));
    other.run("ROLLBACK");
    EXPECT_TRUE(take({}));
}

}  // namespace
}  // namespace fairgate::testing
