#include "checkout/api.hpp"
#include "faults/promises.hpp"
#include "faults/visitor.hpp"
#include "support/soon.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <future>

namespace fairgate::faults {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TemporaryFolder;

/// How many descriptors of a process, by its number or "self", are of `file`.
std::size_t times_open(const std::string& process, const std::filesystem::path& file) {
    std::size_t times = 0;
    std::error_code gone;
    const auto wanted = std::filesystem::canonical(file);
    for (const auto& descriptor : std::filesystem::directory_iterator("/proc/" + process + "/fd", gone)) {
        if (std::filesystem::read_symlink(descriptor.path(), gone) == wanted) ++times;
    }
    return times;
}

/// A store in which two orders were paid, sold once for all tests; each of them spoils a copy of its own.
class AuditTest : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        sold_ = new Sold;
        sold_->make();
    }
    static void TearDownTestSuite() {
        delete sold_;
        sold_ = nullptr;
    }

    void SetUp() override { copy_store(sold_->data, copy_); }

    Outcome audit() { return run_fairgate({"audit", "--data", copy_}); }
    /// What the shoppers' own notes say of the copy.
    std::string complaints() {
        Promises promises = sold_->promises;
        promises.compare_settled(read_store(copy_), wall_clock());
        return promises.complaints();
    }
    void tamper(const char* file, const std::string& sql) { run_sql(copy_ / file, sql); }
    void expect_caught(const std::string& violation, const std::string& complaint) {
        const auto outcome = audit();
        EXPECT_EQ(outcome.exit_code, 1);
        EXPECT_THAT(outcome.out, HasSubstr(violation));
        EXPECT_THAT(outcome.err, HasSubstr("violations"));
        EXPECT_THAT(complaints(), HasSubstr(complaint));
    }

    struct Sold {
        void make() {
            const auto event = make_shows(data, {25}).front().id;
            Server server(data, {"--no-demo", "--log-level", "warn", "--access-log", "-"});
            server.start();
            ann = buy(server, event, {"0", "1"}, "order-of-ann");
            bob = buy(server, event, {"2", "3"}, "order-of-bob");
            if (server.stop() != 0) throw std::runtime_error("the server did not drain");
        }
        api::Order buy(const Server& server, EventId event, json::array seats, std::string key) {
            Visitor visitor(server);
            const auto reserved =
                data_as<api::ReserveSeatsResponse>(visitor.reserve(event, seats)).reservation;
            promises.reserved(reserved);
            auto order = data_as<api::Order>(visitor.pay(event, std::move(key)));
            promises.paid(order, reserved.id);
            const auto tickets = visitor.get("/api/orders/" + order.id.text() + "/tickets");
            ticket_code = data_as<api::TicketList>(tickets).tickets.front().code;
            return order;
        }

        TemporaryFolder folder;
        std::filesystem::path data = folder.path() / "data";
        Promises promises;
        api::Order ann;
        api::Order bob;
        std::string ticket_code;
    };
    static inline Sold* sold_ = nullptr;

    TemporaryFolder folder_;
    std::filesystem::path copy_ = folder_.path() / "copy";
    std::string ann_ = std::to_string(sold_->ann.id.value);
    std::string bob_ = std::to_string(sold_->bob.id.value);
};

TEST_F(AuditTest, FindsNothingInAStoreThatNobodyTouched) {
    const auto outcome = audit();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_EQ(outcome.out, "2 orders, 4 sold seats, 2 payments: all is well\n");
    EXPECT_THAT(complaints(), IsEmpty());
}

TEST_F(AuditTest, TellsThatItCouldCheckNothingFromViolations) {
    const auto none = run_fairgate({"audit", "--data", folder_.path() / "nowhere"});
    EXPECT_EQ(none.exit_code, 3);
    EXPECT_THAT(none.err, HasSubstr("There is no embedded store in " + folder_.path().string()));
    tamper("fairgate.db", "PRAGMA user_version = 99");
    const auto newer = audit();
    EXPECT_EQ(newer.exit_code, 3);
    EXPECT_THAT(newer.err, HasSubstr("was used by a newer version"));
    EXPECT_THAT(newer.out, IsEmpty());
}

TEST_F(AuditTest, WaitsForALedgerThatIsBeingWritten) {
    const auto ledger = copy_ / "test-payments.db";
    auto lock = std::make_unique<StoreLock>(ledger);
    const auto ours = times_open("self", ledger);
    const auto err = folder_.path() / "err";
    Process audit(fairgate_binary(), {"audit", "--data", copy_}, folder_.path() / "out", err);
    auto complaints_meanwhile = std::async(std::launch::async, [this] { return complaints(); });
    // Whoever has it open and did not wait would have been refused by now, or is about to be.
    EXPECT_TRUE(testing::soon([&] {
        return times_open("self", ledger) > ours && times_open(std::to_string(audit.id()), ledger) > 0;
    }));
    lock.reset();
    EXPECT_EQ(audit.wait(), 0) << read_file(err);
    EXPECT_THAT(complaints_meanwhile.get(), IsEmpty());
}

TEST_F(AuditTest, FindsASeatWithTwoOwners) {
    // The database itself refuses this as long as its index is there.
    tamper("fairgate.db", "DROP INDEX order_items_one_owner; INSERT INTO order_items SELECT " + bob_ +
                              ", event_id, seat_index, price, fee, 0 FROM order_items WHERE order_id = " +
                              ann_ + " AND seat_index = 0");
    expect_caught("was sold twice", "has changed its seats");
}

TEST_F(AuditTest, FindsASeatThatWentToAnotherOrder) {
    tamper("fairgate.db",
           "UPDATE seats SET order_id = " + bob_ + " WHERE seat_index = 0 AND order_id = " + ann_);
    expect_caught("is sold without an item", "seat 0 of");
}

TEST_F(AuditTest, FindsALostOrder) {
    tamper("fairgate.db", "DELETE FROM order_items WHERE order_id = " + ann_ +
                              "; DELETE FROM tickets WHERE order_id = " + ann_ +
                              "; DELETE FROM orders WHERE id = " + ann_ +
                              "; UPDATE seats SET status = 0, order_id = NULL WHERE order_id = " + ann_);
    expect_caught("has no order", "order " + sold_->ann.id.text() + " was paid and the store has nothing");
}

TEST_F(AuditTest, FindsATotalThatDoesNotAddUp) {
    tamper("fairgate.db",
           "UPDATE orders SET subtotal = subtotal - 1, total_amount = total_amount - 1 WHERE id = " + ann_);
    expect_caught("order " + sold_->ann.id.text() + " does not add up", "its seats or its total");
}

TEST_F(AuditTest, FindsAChargeWithoutAnOrder) {
    tamper("test-payments.db",
           "INSERT INTO payments (key, payment_id, state, amount, currency, last_four) VALUES "
           "('0000000000001-1', 'stray', 'captured', 100, 'EUR', '4242')");
    expect_caught("payment stray has no order", "3 charges for 2 orders");
}

TEST_F(AuditTest, FindsAnOrderWithoutACharge) {
    tamper("test-payments.db", "DELETE FROM payments WHERE key LIKE '" + sold_->ann.id.text() + "%'");
    expect_caught("has 0 payments", "was not charged its total");
}

TEST_F(AuditTest, FindsATicketThatIsMissing) {
    tamper("fairgate.db", "DELETE FROM tickets WHERE seat_index = 0 AND order_id = " + ann_);
    const auto outcome = audit();
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("2 items, 2 sold seats and 1 tickets"));
}

TEST_F(AuditTest, TellsAGenuineTicketFromAForgedOne) {
    const auto genuine = run_fairgate({"verify-ticket", sold_->ticket_code, "--data", sold_->data});
    EXPECT_EQ(genuine.exit_code, 0) << genuine.err;
    EXPECT_THAT(genuine.out, HasSubstr("genuine\n"));
    EXPECT_THAT(genuine.out, HasSubstr(sold_->bob.id.text()));
    std::string forged = sold_->ticket_code;
    forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
    const auto refused = run_fairgate({"verify-ticket", forged, "--data", sold_->data});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_EQ(refused.err, "fairgate: this ticket is not genuine\n");
    EXPECT_THAT(refused.out, IsEmpty());
}

}  // namespace
}  // namespace fairgate::faults
