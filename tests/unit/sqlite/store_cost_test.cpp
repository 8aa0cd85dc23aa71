#include "adapters/sqlite/sqlite_order_store.hpp"
#include "adapters/sqlite/sqlite_seat_store.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace fairgate::testing {
namespace {

constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};
constexpr EventId kEvent{7};

/// A store with one event, which counts the steps that SQLite's machine takes.
class Hall {
  public:
    explicit Hall(unsigned seats) {
        file_.writer().configure([this, seats](sqlite::Connection& connection) {
            connection.execute("PRAGMA foreign_keys = OFF");
            connection.execute(
                fmt::format("INSERT INTO seats (event_id, seat_index) WITH RECURSIVE n (i) AS"
                            " (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {})"
                            " SELECT 7, i FROM n",
                            seats));
            sqlite3_progress_handler(connection.handle(), 1, count, &steps_);
        });
    }

    /// How many steps it takes to hold two seats, look for ended holds, and buy the seats.
    std::uint64_t purchase_steps() {
        const auto before = steps_;
        const HoldRequest request{.new_id = HoldId{1},
                                  .session = {SessionId{2}, std::nullopt},
                                  .seats = {3, 4},
                                  .expires_at = kNow + std::chrono::minutes{10}};
        const auto held = run_task(seats_.commit_holds(kEvent, {request}, kNow)).front().hold;
        run_task(seats_.expire(kEvent, kNow));
        run_task(seats_.expire(std::nullopt, kNow));
        const NewOrder order{.id = OrderId{5},
                             .session = request.session,
                             .hold = held,
                             .currency = "EUR",
                             .payment_deadline = kNow + std::chrono::seconds{10},
                             .hold_until = kNow + std::chrono::minutes{11},
                             .idempotency_key = "key",
                             .fingerprint = {1},
                             .items = {{3, {}, {}}, {4, {}, {}}}};
        EXPECT_EQ(run_task(orders_.begin(order, kNow)).outcome, BeginOutcome::started);
        const Sale sale{.order = order.id,
                        .event = held.event,
                        .seats = held.seats,
                        .response = "{}",
                        .message = "{}",
                        .first_ticket = TicketId{9}};
        EXPECT_EQ(run_task(orders_.complete(sale, kNow)).outcome, CompleteOutcome::paid);
        return steps_ - before;
    }

  private:
    static int count(void* steps) {
        ++*static_cast<std::uint64_t*>(steps);
        return 0;
    }

    std::uint64_t steps_ = 0;
    TemporaryFolder folder_;
    sqlite::StoreFile file_{folder_.path()};
    sqlite::SqliteSeatStore seats_{file_};
    sqlite::SqliteOrderStore orders_{file_};
};

TEST(StoreCost, OfAPurchaseIsTheSameInAStadiumAsInASmallHall) {
    const auto small = Hall(20).purchase_steps();
    const auto stadium = Hall(20'000).purchase_steps();
    EXPECT_GT(small, 100);
    EXPECT_LT(stadium, small * 3 / 2) << "steps in a small hall: " << small;
}

}  // namespace
}  // namespace fairgate::testing
