#include "checkout/orders.hpp"

#include "adapters/sqlite/sqlite_account_store.hpp"
#include "checkout/audit.hpp"
#include "checkout/box_office.hpp"
#include "checkout_world.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/thread_pool.hpp>
#include <gmock/gmock.h>

namespace fairgate {
namespace {

using namespace fairgate::testing;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class OrdersTest : public ::testing::Test {
  protected:
    OrdersTest() { world_.create_event(); }

    OrderId buy(Session session, std::string key, std::vector<SeatIndex> seats) {
        world_.hold(session, std::move(seats));
        const auto result = world_.buy(session, std::move(key));
        EXPECT_TRUE(result);
        return result->order;
    }

    TemporaryFolder folder_;
    CheckoutWorld world_{folder_.path(), kStart};
    TicketSigner signer_{{7}};
    asio::thread_pool pool_{1};
    Orders orders_{world_.ports, world_.rules, signer_, pool_.get_executor()};
};

TEST_F(OrdersTest, ShowsOrdersAndTicketsToTheirOwnerAlone) {
    const OrderId id = buy(kAnn, "purchase-1", {4, 5});
    EXPECT_TRUE(world_.run(orders_.find(kAnn, id)));
    EXPECT_FALSE(world_.run(orders_.find(kBob, id)));
    EXPECT_FALSE(world_.run(orders_.tickets(kBob, id)));
    const auto list = world_.run(orders_.tickets(kAnn, id));
    ASSERT_TRUE(list);
    ASSERT_THAT(list->tickets, SizeIs(2));
    const auto& ticket = list->tickets.front();
    EXPECT_EQ(ticket.seat_number, "5");
    const auto facts = verify_ticket_code(ticket.code, signer_.public_key());
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->ticket, ticket.id);
    EXPECT_TRUE(world_.run(orders_.ticket_qr(kAnn, ticket.id)));
    EXPECT_FALSE(world_.run(orders_.ticket_qr(kBob, ticket.id)));
}

TEST_F(OrdersTest, ListsPagesFromNewToOld) {
    std::vector<OrderId> bought;
    for (SeatIndex seat = 0; seat < 5; ++seat) {
        world_.clock.advance(std::chrono::seconds{1});
        bought.push_back(buy(kAnn, "purchase-" + std::to_string(seat), {seat}));
    }
    std::vector<OrderId> listed;
    std::optional<std::string> cursor;
    do {
        const auto page = world_.run(orders_.list(kAnn, 2, cursor));
        ASSERT_TRUE(page);
        for (const auto& order : page->orders) listed.push_back(order.id);
        cursor = page->next_cursor;
    } while (cursor);
    std::ranges::reverse(listed);
    EXPECT_EQ(listed, bought);
    EXPECT_FALSE(world_.run(orders_.list(kAnn, 2, "nonsense")));
    EXPECT_THAT(world_.run(orders_.list(kBob, 2, std::nullopt))->orders, IsEmpty());
}

TEST_F(OrdersTest, FollowAGuestIntoTheAccount) {
    const OrderId id = buy(kAnn, "purchase-1", {4});
    sqlite::SqliteAccountStore accounts(world_.file);
    const UserId user{77};
    world_.run(accounts.add_user({user, "ann@example.org", "Ann", api::Role::user, "hash", kStart}));
    world_.run(accounts.open_session({kAnn.id, user, Bytes(32), kStart + std::chrono::days{1}}));
    EXPECT_TRUE(world_.run(orders_.find({kBob.id, user}, id))) << "from anywhere after the log-in";
    EXPECT_FALSE(world_.run(orders_.find(kAnn, id))) << "no longer without it";
}

TEST_F(OrdersTest, OfTheBoxOfficeSatisfyTheAuditAndAreAllOrNone) {
    BoxOffice office(world_.store, world_.catalog, world_.clock, world_.random, {});
    world_.run(office.sell({{kEvent, {1, 0}}, {kEvent, {2}}}));
    EXPECT_THAT(world_.violations(), IsEmpty());
    EXPECT_THROW(world_.run(office.sell({{kEvent, {3}}, {kEvent, {2}}})), std::exception);
    EXPECT_TRUE(world_.hold(kAnn, {3}));
}

TEST(AuditTest, FindsWhatIsBroken) {
    OrderRecord order{.id = OrderId{5}, .event = kEvent, .status = OrderStatus::paid, .payment_id = "p"};
    order.subtotal = order.total_amount = MinorUnits{100};
    AuditInput input;
    input.orders = {order};
    input.items = {{order.id, kEvent, {1, MinorUnits{100}, {}}, false}};
    input.sold_seats = {{kEvent, 1, order.id}};
    input.tickets = {{TicketId{1}, order.id, kEvent, 1, api::TicketStatus::valid, kStart}};
    input.ledger = {{order.payment_key(), "p", PaymentState::captured, MinorUnits{100}}};
    ASSERT_THAT(audit(input), IsEmpty());

    auto broken = input;
    broken.items.push_back({OrderId{6}, kEvent, {1, {}, {}}, false});
    EXPECT_THAT(audit(broken), SizeIs(2)) << "sold twice, to an order that is not there";
    broken = input;
    broken.ledger->front().amount.value = 99;
    EXPECT_THAT(audit(broken), SizeIs(1));
    broken = input;
    broken.ledger->clear();
    EXPECT_THAT(audit(broken), SizeIs(1)) << "never paid";
    broken = input;
    broken.ledger->push_back({OrderId{9}.text() + "-1", "q", PaymentState::authorized, MinorUnits{5}});
    EXPECT_THAT(audit(broken), SizeIs(1)) << "a charge without an order";
    broken = input;
    broken.tickets.clear();
    EXPECT_THAT(audit(broken), SizeIs(1));
    broken = input;
    broken.orders.front().fees.value = 1;
    EXPECT_THAT(audit(broken), SizeIs(1));
    broken = input;
    broken.items.clear();
    EXPECT_FALSE(audit(broken).empty()) << "a sold seat without an order";
}

}  // namespace
}  // namespace fairgate
