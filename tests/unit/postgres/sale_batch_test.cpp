#include "adapters/postgres/sale_batch.hpp"

#include "adapters/postgres/batcher.hpp"
#include "support/cutting_proxy.hpp"
#include "support/lock_wait.hpp"
#include "support/postgres_house.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>

#include <future>
#include <thread>

namespace fairgate::testing {
namespace {

using postgres::PostgresError;
using ::testing::SizeIs;

using SaleBatcher = postgres::Batcher<Sale, CompleteResult>;

constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
/// Order 100 + i has seat i, held by it.
constexpr const char* kSixPendingOrders =
    "INSERT INTO venues VALUES (1, 'Hall', 'Bern', 'CH', 'Europe/Zurich');"
    "INSERT INTO seating_plans VALUES ('plan', 1, 'Plan', 6, '{}');"
    "INSERT INTO events VALUES (7, 1, 'plan', 'Concert', 'concert', '', 'Music', 0, 0, 'on_sale', false, "
    "'EUR',"
    " 8, 1, 1, '');"
    "INSERT INTO seats (event_id, seat_index, status, hold_id, held_by_session, held_until)"
    " SELECT 7, i, 1, 300 + i, 200 + i, 1795000600000 FROM generate_series(0, 5) AS i;"
    "INSERT INTO orders (id, event_id, session_id, hold_id, email, status, subtotal, fees, total_amount, "
    "currency,"
    " attempt, payment_deadline, hold_expires_at, idempotency_key, fingerprint, created_at, updated_at)"
    " SELECT 100 + i, 7, 200 + i, 300 + i, '', 'pending', 100, 0, 100, 'EUR', 1, 0, 1795000600000, 'key-' || "
    "i, '',"
    " 0, 0 FROM generate_series(0, 5) AS i;"
    "INSERT INTO order_items SELECT 7, 100 + i, i, 100, 0, true FROM generate_series(0, 5) AS i";

Sale sale(std::uint64_t order) {
    return {.order = OrderId{order},
            .event = EventId{7},
            .seats = {static_cast<SeatIndex>(order - 100)},
            .attempt = 1,
            .payment_id = "payment-" + std::to_string(order),
            .card_last_four = "4242",
            .response = "{}",
            .message = "{}",
            .first_ticket = TicketId{order * 10}};
}

/// Keeps one sale waiting for a lock, so that those that come meanwhile become one batch.
class SaleBatchTest : public ::testing::Test {
  protected:
    SaleBatchTest() { house_.database.sql(kSixPendingOrders); }

    std::future<CompleteResult> sell(Sale one) {
        return asio::co_spawn(loop_, batcher_.run(std::move(one), kNow), asio::use_future);
    }
    /// Sells order 100, then `sales` together.
    std::vector<std::future<CompleteResult>> sell_together(std::vector<Sale> sales) {
        PostgresSession other(house_.database.dsn());
        other.run("BEGIN; SELECT FROM orders WHERE id = 100 FOR UPDATE");
        auto first = sell(sale(100));
        poll_until_one_waits(loop_, house_.database);
        std::vector<std::future<CompleteResult>> results;
        for (auto& one : sales) results.push_back(sell(std::move(one)));
        loop_.poll();
        other.run("ROLLBACK");
        loop_.run();
        EXPECT_EQ(first.get().outcome, CompleteOutcome::paid);
        return results;
    }
    std::string paid_orders() {
        return house_.database.sql("SELECT count(*) FROM orders WHERE status = 'paid' AND capture_due");
    }

    PostgresHouse house_;
    SaleBatcher batcher_{house_.pool(), "sales", postgres::complete_sales};
    asio::io_context loop_;
};

TEST_F(SaleBatchTest, CommitsTogetherWhatCameMeanwhile) {
    auto results = sell_together({sale(101), sale(102), sale(103), sale(104), sale(105)});
    for (std::uint32_t i = 0; i < results.size(); ++i) {
        const auto result = results[i].get();
        EXPECT_EQ(result.outcome, CompleteOutcome::paid);
        EXPECT_EQ(result.order.id, OrderId{101 + i});
        ASSERT_THAT(result.changes, SizeIs(1));
        EXPECT_EQ(result.changes[0].seat, 1 + i);
    }
    EXPECT_EQ(batcher_.batches(), 2U);
    EXPECT_EQ(paid_orders(), "6");
    EXPECT_EQ(house_.database.sql("SELECT count(*) FROM tickets"), "6");
    EXPECT_EQ(house_.database.sql("SELECT count(*) FROM outbox"), "6");
}

TEST_F(SaleBatchTest, LetsOneBadSaleSpoilNothing) {
    Sale bad = sale(103);
    // More than the database's numbers can hold.
    bad.first_ticket = TicketId{UINT64_MAX};
    auto results = sell_together({sale(101), sale(102), bad, sale(999), sale(105)});
    for (const std::size_t good : {0U, 1U, 4U}) {
        EXPECT_EQ(results[good].get().outcome, CompleteOutcome::paid) << good;
    }
    EXPECT_THROW(results[2].get(), PostgresError);
    EXPECT_THROW(results[3].get(), std::runtime_error) << "there is no such order";
    EXPECT_EQ(paid_orders(), "4");
    EXPECT_EQ(house_.database.sql("SELECT status FROM orders WHERE id = 103"), "pending");
    EXPECT_EQ(house_.database.sql("SELECT count(*) FROM tickets WHERE order_id = 103"), "0");
}

TEST_F(SaleBatchTest, SellsOrdersOfSeveralEventsTogether) {
    house_.database.sql(
        "INSERT INTO events VALUES (8, 1, 'plan', 'Other', 'other', '', 'Music', 0, 0, 'on_sale', false, "
        "'EUR',"
        " 8, 1, 1, '');"
        "UPDATE seats SET event_id = 8 WHERE seat_index IN (2, 4);"
        "UPDATE orders SET event_id = 8 WHERE id IN (102, 104);"
        "UPDATE order_items SET event_id = 8 WHERE order_id IN (102, 104)");
    std::vector<Sale> sales{sale(101), sale(102), sale(103), sale(104)};
    sales[1].event = sales[3].event = EventId{8};
    for (auto& result : sell_together(sales)) {
        const auto done = result.get();
        EXPECT_EQ(done.outcome, CompleteOutcome::paid);
        EXPECT_THAT(done.changes, SizeIs(1));
    }
    EXPECT_EQ(batcher_.batches(), 2U);
    EXPECT_EQ(house_.database.sql("SELECT string_agg(order_id || ':' || event_id, ' ' ORDER BY order_id)"
                                  " FROM seats WHERE status = 2"),
              "100:7 101:7 102:8 103:7 104:8");
    EXPECT_EQ(house_.database.sql("SELECT string_agg(order_id || ':' || event_id, ' ' ORDER BY order_id)"
                                  " FROM tickets"),
              "100:7 101:7 102:8 103:7 104:8");
    EXPECT_EQ(house_.database.sql("SELECT count(*) FROM order_items WHERE NOT voided"), "5");
}

TEST_F(SaleBatchTest, RefusesASaleOfSeatsThatAreNotTheOrders) {
    Sale other = sale(102);
    other.seats = {3};
    auto results = sell_together({sale(101), other, sale(103)});
    EXPECT_EQ(results[0].get().outcome, CompleteOutcome::paid);
    EXPECT_THROW(results[1].get(), std::logic_error);
    EXPECT_EQ(results[2].get().outcome, CompleteOutcome::paid);
    EXPECT_EQ(house_.database.sql("SELECT order_id FROM seats WHERE seat_index = 3"), "103");
}

TEST_F(SaleBatchTest, SellsAnOrderOnceThatIsSettledTwice) {
    auto results = sell_together({sale(101), sale(101)});
    EXPECT_EQ(results[0].get().outcome, CompleteOutcome::paid);
    const auto second = results[1].get();
    EXPECT_EQ(second.outcome, CompleteOutcome::not_pending);
    EXPECT_EQ(second.order.payment_id, "payment-101");
    EXPECT_EQ(house_.database.sql("SELECT count(*) FROM tickets WHERE order_id = 101"), "1");
}

TEST_F(SaleBatchTest, DoesNotRepeatByItselfWhatMayHaveBeenCommitted) {
    TemporaryFolder between;
    CuttingProxy proxy(between.path() / ".s.PGSQL.5432", PostgresServer::shared_folder() / ".s.PGSQL.5432");
    SystemClock clock;
    SystemRandom random;
    asio::thread_pool threads{1};
    const auto dsn = "host='" + between.path().string() + "' user=fairgate dbname=" + house_.database.name();
    postgres::Pool pool(patient_options(dsn, PostgresDatabase::kCallersClock), {threads.get_executor()},
                        clock, random);
    SaleBatcher batcher(pool, "sales", postgres::complete_sales);
    proxy.lose_answer_to("UPDATE orders o SET status = 'paid'");
    EXPECT_THROW(run_task(batcher.run(sale(101), kNow)), postgres::CommitUnknown);
    EXPECT_EQ(paid_orders(), "1");
    EXPECT_EQ(run_task(batcher.run(sale(101), kNow)).outcome, CompleteOutcome::not_pending);
    run_task(pool.close());
    threads.join();
}

}  // namespace
}  // namespace fairgate::testing
