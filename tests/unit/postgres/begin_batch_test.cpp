#include "adapters/postgres/begin_batch.hpp"

#include "adapters/postgres/batcher.hpp"
#include "adapters/postgres/postgres_order_store.hpp"
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

using BeginBatcher = postgres::Batcher<NewOrder, BeginResult>;

constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
constexpr Timestamp kExtended = kNow + std::chrono::minutes{20};
/// Session 200 + i holds seat i.
constexpr const char* kSixHolds =
    "INSERT INTO venues VALUES (1, 'Hall', 'Bern', 'CH', 'Europe/Zurich');"
    "INSERT INTO seating_plans VALUES ('plan', 1, 'Plan', 6, '{}');"
    "INSERT INTO events VALUES (7, 1, 'plan', 'Concert', 'concert', '', 'Music', 0, 0, 'on_sale', false, "
    "'EUR', 8, 1, 1, '');"
    "INSERT INTO users VALUES (5, 'ann@example.org', 'Ann', 'user', '', 0);"
    "INSERT INTO seats (event_id, seat_index, status, hold_id, held_by_session, held_until)"
    " SELECT 7, i, 1, 300 + i, 200 + i, 1795000600000 FROM generate_series(0, 5) AS i";
constexpr const char* kInsertOrder =
    "INSERT INTO orders (id, event_id, session_id, hold_id, email, status, subtotal, fees, total_amount,"
    " currency, attempt, payment_deadline, hold_expires_at, idempotency_key, fingerprint, created_at, "
    "updated_at)"
    " VALUES (900, 7, 299, 399, '', ";

/// The order 100 + `seat`, for the hold of that seat.
NewOrder order(std::uint64_t seat) {
    const SessionId session{200 + seat};
    return {.id = OrderId{100 + seat},
            .session = {session, std::nullopt},
            .hold = {HoldId{300 + seat}, session, EventId{7}, {static_cast<SeatIndex>(seat)}, {}},
            .email = "ann@example.org",
            .subtotal = MinorUnits{100},
            .currency = "EUR",
            .payment_deadline = kNow,
            .hold_until = kExtended,
            .idempotency_key = "key-" + std::to_string(100 + seat),
            .fingerprint = {1},
            .items = {{static_cast<SeatIndex>(seat), MinorUnits{100}, MinorUnits{0}}}};
}

/// The same by an account that may have two seats.
NewOrder limited_order(std::uint64_t seat) {
    NewOrder limited = order(seat);
    limited.session.user = UserId{5};
    limited.purchase_limit = 2;
    return limited;
}

class BeginBatchTest : public ::testing::Test {
  protected:
    BeginBatchTest() { house_.database.sql(kSixHolds); }

    std::future<BeginResult> begin(NewOrder one) {
        return asio::co_spawn(loop_, batcher_.run(std::move(one), kNow), asio::use_future);
    }
    /// Begins order 100, then `orders` together: the first is kept waiting for a lock meanwhile.
    std::vector<std::future<BeginResult>> begin_together(std::vector<NewOrder> orders) {
        PostgresSession other(house_.database.dsn());
        other.run("BEGIN; SELECT FROM seats WHERE seat_index = 0 FOR UPDATE");
        auto first = begin(order(0));
        poll_until_one_waits(loop_, house_.database);
        std::vector<std::future<BeginResult>> results;
        for (auto& one : orders) results.push_back(begin(std::move(one)));
        loop_.poll();
        other.run("ROLLBACK");
        loop_.run();
        EXPECT_EQ(first.get().outcome, BeginOutcome::started);
        return results;
    }
    std::string pending_orders() {
        return house_.database.sql("SELECT count(*) FROM orders WHERE status = 'pending'");
    }

    PostgresHouse house_;
    BeginBatcher batcher_{house_.pool(), "checkouts", postgres::begin_orders};
    asio::io_context loop_;
};

TEST_F(BeginBatchTest, CommitsTogetherWhatCameMeanwhile) {
    auto results = begin_together({order(5), order(1), order(3), order(2), order(4)});
    for (const std::uint32_t seat : {5U, 1U, 3U, 2U, 4U}) {
        const auto result = results.front().get();
        results.erase(results.begin());
        EXPECT_EQ(result.outcome, BeginOutcome::started);
        EXPECT_EQ(result.order.id, OrderId{100 + seat});
        EXPECT_EQ(result.order.hold_expires_at, kNow + std::chrono::minutes{10});
        EXPECT_THAT(result.order.items, SizeIs(1));
        ASSERT_THAT(result.changes, SizeIs(1));
        EXPECT_EQ(result.changes[0].seat, seat);
        EXPECT_EQ(result.changes[0].held_until, kExtended);
    }
    EXPECT_EQ(batcher_.batches(), 2U);
    EXPECT_EQ(pending_orders(), "6");
}

TEST_F(BeginBatchTest, BeginsOrdersOfSeveralEventsTogether) {
    house_.database.sql(
        "INSERT INTO events VALUES (8, 1, 'plan', 'Other', 'other', '', 'Music', 0, 0, 'on_sale', false, "
        "'EUR',"
        " 8, 1, 1, '');"
        "UPDATE seats SET event_id = 8 WHERE seat_index IN (1, 3);"
        "DELETE FROM holds WHERE event_id = 7 AND session_id IN (201, 203)");
    std::vector<NewOrder> orders{order(1), order(2), order(3), order(4)};
    orders[0].hold.event = orders[2].hold.event = EventId{8};
    auto results = begin_together(orders);
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto begun = results[i].get();
        ASSERT_EQ(begun.outcome, BeginOutcome::started) << i;
        EXPECT_EQ(begun.order.event, orders[i].hold.event);
        ASSERT_THAT(begun.changes, SizeIs(1));
        EXPECT_EQ(begun.changes[0].seat, 1 + i);
        EXPECT_EQ(begun.changes[0].held_until, kExtended);
    }
    EXPECT_EQ(batcher_.batches(), 2U);
    EXPECT_EQ(house_.database.sql("SELECT string_agg(order_id || ':' || event_id, ' ' ORDER BY order_id)"
                                  " FROM order_items"),
              "100:7 101:8 102:7 103:8 104:7");
}

TEST_F(BeginBatchTest, LetsOneBadCheckoutSpoilNothing) {
    NewOrder bad = order(2);
    bad.subtotal = MinorUnits{-1};
    auto results = begin_together({order(1), bad, order(3)});
    EXPECT_EQ(results[0].get().outcome, BeginOutcome::started);
    EXPECT_THROW(results[1].get(), PostgresError);
    EXPECT_EQ(results[2].get().outcome, BeginOutcome::started);
    EXPECT_EQ(pending_orders(), "3");
    EXPECT_EQ(house_.database.sql("SELECT held_until FROM seats WHERE seat_index = 2"), "1795000600000");
}

TEST_F(BeginBatchTest, GivesAKeyAndAHoldToWhoeverComesFirst) {
    NewOrder same_key = order(2);
    same_key.idempotency_key = order(1).idempotency_key;
    NewOrder same_hold = order(1);
    same_hold.id = OrderId{800};
    same_hold.idempotency_key = "key-800";
    auto results = begin_together({order(1), same_key, same_hold, order(3)});
    EXPECT_EQ(results[0].get().outcome, BeginOutcome::started);
    const auto taken = results[1].get();
    EXPECT_EQ(taken.outcome, BeginOutcome::key_taken);
    EXPECT_EQ(taken.order.id, OrderId{101});
    EXPECT_EQ(results[2].get().outcome, BeginOutcome::checkout_in_progress);
    EXPECT_EQ(results[3].get().outcome, BeginOutcome::started);
    EXPECT_EQ(batcher_.batches(), 2U);
    EXPECT_EQ(pending_orders(), "3");
}

TEST_F(BeginBatchTest, CountsWhatAnAccountBuysInOtherSessionsOfTheSameBatch) {
    auto results = begin_together({limited_order(1), limited_order(2), limited_order(3), order(4)});
    EXPECT_EQ(results[0].get().outcome, BeginOutcome::started);
    EXPECT_EQ(results[1].get().outcome, BeginOutcome::started);
    EXPECT_EQ(results[2].get().outcome, BeginOutcome::purchase_limit);
    EXPECT_EQ(results[3].get().outcome, BeginOutcome::started);
    EXPECT_EQ(batcher_.batches(), 2U);
    EXPECT_EQ(pending_orders(), "4");
}

TEST_F(BeginBatchTest, CountsWhatAnAccountBuysAtAnotherNodeAtTheSameMoment) {
    BeginBatcher other_node(house_.pool(), "checkouts", postgres::begin_orders);
    NewOrder here = limited_order(0);
    NewOrder there = limited_order(1);
    here.purchase_limit = there.purchase_limit = 1;
    PostgresSession other(house_.database.dsn());
    other.run("BEGIN; SELECT FROM seats WHERE seat_index = 0 FOR UPDATE");
    auto first = begin(here);
    poll_until_waiting(loop_, house_.database, 1);
    auto second = asio::co_spawn(loop_, other_node.run(there, kNow), asio::use_future);
    poll_until_waiting(loop_, house_.database, 2);
    other.run("ROLLBACK");
    loop_.run();
    EXPECT_EQ(first.get().outcome, BeginOutcome::started);
    EXPECT_EQ(second.get().outcome, BeginOutcome::purchase_limit);
}

TEST_F(BeginBatchTest, OpensADeclinedOrderBesideNewOnes) {
    postgres::PostgresOrderStore store(house_.pool());
    run_task(store.begin(order(1), kNow));
    run_task(store.decline(OrderId{101}, 1, kNow));
    NewOrder again = order(1);
    again.id = OrderId{801};
    again.email = "bob@example.org";
    auto results = begin_together({order(2), again});
    EXPECT_EQ(results[0].get().order.id, OrderId{102});
    const auto opened = results[1].get();
    EXPECT_EQ(opened.outcome, BeginOutcome::started);
    EXPECT_EQ(opened.order.id, OrderId{101});
    EXPECT_EQ(opened.order.attempt, 2U);
    EXPECT_EQ(opened.order.email, "bob@example.org");
    EXPECT_THAT(opened.order.items, SizeIs(1));
    EXPECT_EQ(pending_orders(), "3");
    run_task(store.drain());
}

TEST_F(BeginBatchTest, SaysWhoseAKeyIsThatSomebodyElseTookMeanwhile) {
    PostgresSession other(house_.database.dsn());
    other.run(std::string("BEGIN; ") + kInsertOrder +
              "'pending', 100, 0, 100, 'EUR', 1, 0, 0, 'key-101', '', 0, 0)");
    auto result = begin(order(1));
    poll_until_one_waits(loop_, house_.database);
    other.run("COMMIT");
    loop_.run();
    const auto taken = result.get();
    EXPECT_EQ(taken.outcome, BeginOutcome::key_taken);
    EXPECT_EQ(taken.order.id, OrderId{900});
}

TEST_F(BeginBatchTest, DoesNotRepeatByItselfWhatMayHaveBeenCommitted) {
    TemporaryFolder between;
    CuttingProxy proxy(between.path() / ".s.PGSQL.5432", PostgresServer::shared_folder() / ".s.PGSQL.5432");
    SystemClock clock;
    SystemRandom random;
    asio::thread_pool threads{1};
    const auto dsn = "host='" + between.path().string() + "' user=fairgate dbname=" + house_.database.name();
    postgres::Pool pool(patient_options(dsn, PostgresDatabase::kCallersClock), {threads.get_executor()},
                        clock, random);
    BeginBatcher batcher(pool, "checkouts", postgres::begin_orders);
    proxy.lose_answer_to("INSERT INTO orders");
    EXPECT_THROW(run_task(batcher.run(order(1), kNow)), postgres::CommitUnknown);
    EXPECT_EQ(pending_orders(), "1");
    EXPECT_EQ(run_task(batcher.run(order(1), kNow)).outcome, BeginOutcome::key_taken);
    run_task(pool.close());
    threads.join();
}

TEST_F(BeginBatchTest, WritesCapturesDownTogether) {
    postgres::PostgresOrderStore store(house_.pool());
    begin_together({order(1), order(2), order(3), order(4)});
    house_.database.sql("UPDATE orders SET status = 'paid', capture_due = true WHERE id <> 103");
    PostgresSession other(house_.database.dsn());
    other.run("BEGIN; SELECT FROM orders WHERE id = 100 FOR UPDATE");
    std::vector<std::future<void>> captures;
    loop_.restart();
    const auto capture = [&](std::uint64_t id) {
        captures.push_back(asio::co_spawn(loop_, store.mark_settled(OrderId{id}, kNow), asio::use_future));
    };
    capture(100);
    poll_until_one_waits(loop_, house_.database);
    for (const std::uint64_t id : {104U, 103U, 101U, 999U, 101U}) capture(id);
    loop_.poll();
    other.run("ROLLBACK");
    loop_.run();
    for (auto& one : captures) EXPECT_NO_THROW(one.get());
    EXPECT_EQ(store.capture_batches(), 2U);
    EXPECT_EQ(
        house_.database.sql("SELECT string_agg(id::text, ' ' ORDER BY id) FROM orders WHERE capture_due"),
        "102");
    EXPECT_EQ(house_.database.sql("SELECT status FROM orders WHERE id = 103"), "pending");
    run_task(store.drain());
}

}  // namespace
}  // namespace fairgate::testing
