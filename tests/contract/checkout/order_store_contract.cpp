#include "contract/checkout/order_store_contract.hpp"

#include <tuple>

namespace fairgate::testing {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Hold OrderStoreContract::hold(std::uint64_t session, std::vector<SeatIndex> seats, Timestamp now) {
    HoldRequest request{.new_id = HoldId{next_id_++},
                        .session = {SessionId{session}, std::nullopt},
                        .seats = std::move(seats),
                        .expires_at = now + std::chrono::minutes{10}};
    const auto results = run_task(subject_->seats().commit_holds(subject_->event(), {request}, now));
    EXPECT_EQ(results.front().outcome, HoldOutcome::held);
    return results.front().hold;
}

NewOrder OrderStoreContract::order(const Hold& hold, std::string key) {
    NewOrder order{.id = OrderId{next_id_++},
                   .session = {hold.session, std::nullopt},
                   .hold = hold,
                   .email = "ann@example.org",
                   .currency = "EUR",
                   .payment_deadline = kDeadline,
                   .hold_until = kExtended,
                   .idempotency_key = key,
                   .fingerprint = {1, static_cast<std::uint8_t>(hold.id.value)},
                   .trace = "trace of " + key};
    for (const SeatIndex seat : hold.seats) {
        order.items.push_back({seat, MinorUnits{100}, MinorUnits{5}});
        order.subtotal.value += 100;
        order.fees.value += 5;
    }
    return order;
}

NewOrder OrderStoreContract::limited_order(const Hold& hold, std::string key) {
    NewOrder limited = order(hold, std::move(key));
    limited.session.user = UserId{5};
    limited.purchase_limit = 3;
    return limited;
}

Sale OrderStoreContract::sale(const OrderRecord& order) {
    const TicketId first{next_id_};
    next_id_ += order.items.size();
    return {.order = order.id,
            .event = order.event,
            .seats = order.seats(),
            .attempt = order.attempt,
            .payment_id = "payment of " + order.payment_key(),
            .card_last_four = "4242",
            .response = "{\"answer\":1}",
            .message = "{}",
            .first_ticket = first};
}

TEST_P(OrderStoreContract, TellsThePendingAndThePaidOrderAsTheyAreStored) {
    const Hold held = hold(1, {3, 4});
    NewOrder wanted = order(held, "key-1");
    wanted.email = "ann@example.org";
    const auto fields = [](const OrderRecord& o) {
        return std::tuple(o.event, o.session, o.user, o.hold, o.email, o.status, o.subtotal.value,
                          o.fees.value, o.total_amount.value, o.currency, o.attempt, o.payment_deadline,
                          o.hold_expires_at, o.payment_id, o.card_last_four, o.settlement_due,
                          o.idempotency_key, o.fingerprint, o.response, o.created_at, o.trace, o.seats());
    };
    const auto begun = begin(std::move(wanted));
    ASSERT_EQ(begun.outcome, BeginOutcome::started);
    EXPECT_EQ(fields(begun.order), fields(find(begun.order.id)));
    const auto done = complete(sale(begun.order));
    ASSERT_EQ(done.outcome, CompleteOutcome::paid);
    EXPECT_EQ(fields(done.order), fields(find(done.order.id)));
}

TEST_P(OrderStoreContract, RefusesASaleOfSeatsThatAreNotTheOrders) {
    const auto begun = begin(order(hold(1, {3, 4}), "key-1"));
    Sale other = sale(begun.order);
    other.seats = {3, 5};
    EXPECT_THROW(complete(other), std::logic_error);
    EXPECT_EQ(find(begun.order.id).status, OrderStatus::pending);
    EXPECT_EQ(complete(sale(begun.order)).outcome, CompleteOutcome::paid);
}

TEST_P(OrderStoreContract, BeginsWithThePendingOrderAndTheLongerHold) {
    const Hold held = hold(1, {3, 4});
    const auto begun = begin(order(held, "key-1"));
    ASSERT_EQ(begun.outcome, BeginOutcome::started);
    EXPECT_THAT(begun.changes, SizeIs(2));
    const auto stored = find(begun.order.id);
    EXPECT_EQ(stored.status, OrderStatus::pending);
    EXPECT_EQ(stored.total_amount.value, 210);
    EXPECT_EQ(stored.trace, "trace of key-1");
    EXPECT_EQ(stored.hold_expires_at, kHoldEnd);
    EXPECT_THAT(stored.items, SizeIs(2));
    EXPECT_EQ(hold_of(1)->expires_at, kExtended);
    EXPECT_EQ(run_task(store().find_by_key("key-1"))->id, stored.id);
    EXPECT_FALSE(run_task(store().find_by_key("key-2")));
    EXPECT_EQ(run_task(store().find_by_key_at_rest(held.event, SessionId{1}, "key-1"))->id, stored.id);
    EXPECT_FALSE(run_task(store().find_by_key_at_rest(held.event, SessionId{1}, "key-2")));
}

TEST_P(OrderStoreContract, GivesAKeyToOneRequestAndAHoldToOneKey) {
    const Hold held = hold(1, {3});
    const auto begun = begin(order(held, "key-1"));
    const auto taken = begin(order(held, "key-1"));
    EXPECT_EQ(taken.outcome, BeginOutcome::key_taken);
    EXPECT_EQ(taken.order.id, begun.order.id);
    EXPECT_EQ(begin(order(held, "key-2")).outcome, BeginOutcome::checkout_in_progress);
}

TEST_P(OrderStoreContract, BeginsOnlyForALiveHoldWithTheseVerySeats) {
    const Hold held = hold(1, {3, 4});
    Hold smaller = held;
    smaller.seats = {3};
    EXPECT_EQ(begin(order(smaller, "key-1")).outcome, BeginOutcome::hold_changed);
    EXPECT_EQ(begin(order(held, "key-1"), kHoldEnd).outcome, BeginOutcome::hold_changed);
    EXPECT_FALSE(run_task(store().find_by_key("key-1")));
}

TEST_P(OrderStoreContract, GivesAnAccountNoMoreInAllOfItsSessionsThanItMayHave) {
    const Hold first = hold(1, {0, 1});
    const Hold second = hold(2, {2, 3});
    const auto begun = begin(limited_order(first, "key-1"));
    ASSERT_EQ(begun.outcome, BeginOutcome::started);
    EXPECT_EQ(begin(limited_order(second, "key-2")).outcome, BeginOutcome::purchase_limit);
    EXPECT_FALSE(run_task(store().find_by_key("key-2")));
    EXPECT_EQ(hold_of(2)->expires_at, kHoldEnd) << "its seats are still held";
    EXPECT_EQ(begin(limited_order(hold(3, {4}), "key-3")).outcome, BeginOutcome::started);
    EXPECT_EQ(begin(limited_order(hold(4, {5}), "key-4")).outcome, BeginOutcome::purchase_limit);
    ASSERT_EQ(complete(sale(begun.order)).outcome, CompleteOutcome::paid);
    EXPECT_EQ(begin(limited_order(second, "key-2")).outcome, BeginOutcome::purchase_limit);
    NewOrder of_somebody = limited_order(second, "key-2");
    of_somebody.session.user = std::nullopt;
    EXPECT_EQ(begin(of_somebody).outcome, BeginOutcome::started);
}

TEST_P(OrderStoreContract, CountsAnOrderOnceAndOnlyWhileItMayBecomeASale) {
    const Hold held = hold(1, {0, 1});
    const auto begun = begin(limited_order(held, "key-1"));
    EXPECT_EQ(begin(limited_order(held, "key-1")).outcome, BeginOutcome::key_taken);
    run_task(store().decline(begun.order.id, begun.order.attempt, kNow));
    EXPECT_EQ(begin(limited_order(hold(2, {2, 3}), "key-2")).outcome, BeginOutcome::started);
    EXPECT_EQ(begin(limited_order(held, "key-1")).outcome, BeginOutcome::purchase_limit);
    run_task(store().cancel(run_task(store().find_by_key("key-2"))->id, 1, kNow));
    EXPECT_EQ(begin(limited_order(held, "key-1")).outcome, BeginOutcome::started);
    NewOrder unlimited = limited_order(hold(3, {4, 5}), "key-3");
    unlimited.purchase_limit = 0;
    EXPECT_EQ(begin(unlimited).outcome, BeginOutcome::started);
}

TEST_P(OrderStoreContract, SellsSeatsWithItemsAndTicketsAtOnce) {
    const Hold held = hold(1, {3, 4});
    const auto begun = begin(order(held, "key-1"));
    const auto done = complete(sale(begun.order));
    ASSERT_EQ(done.outcome, CompleteOutcome::paid);
    EXPECT_THAT(done.changes, SizeIs(2));
    EXPECT_EQ(done.order.status, OrderStatus::paid);
    EXPECT_EQ(done.order.response, "{\"answer\":1}");
    EXPECT_TRUE(done.order.settlement_due);
    const auto tickets = run_task(store().tickets(done.order.id));
    ASSERT_THAT(tickets, SizeIs(2));
    EXPECT_EQ(tickets[1].seat, 4u);
    EXPECT_EQ(run_task(store().find_ticket(tickets[1].id))->order, done.order.id);
    EXPECT_FALSE(hold_of(1));
    const auto again = complete(sale(begun.order));
    EXPECT_EQ(again.outcome, CompleteOutcome::not_pending);
    EXPECT_EQ(again.order.payment_id, done.order.payment_id);
}

TEST_P(OrderStoreContract, SellsAllSeatsOrNone) {
    const Hold held = hold(1, {3, 4});
    const auto begun = begin(order(held, "key-1"));
    const Timestamp later = kExtended + std::chrono::seconds{1};
    const Hold other = hold(2, {4}, later);
    Sale late = sale(begun.order);
    late.take_free_seats = true;
    EXPECT_EQ(complete(late, later).outcome, CompleteOutcome::seats_gone);
    EXPECT_EQ(find(begun.order.id).status, OrderStatus::pending);
    EXPECT_THAT(run_task(store().tickets(begun.order.id)), IsEmpty());
    EXPECT_TRUE(hold_of(2, later));
}

TEST_P(OrderStoreContract, TakesFreeSeatsOnlyWhenAsked) {
    const Hold held = hold(1, {3});
    const auto begun = begin(order(held, "key-1"));
    const Timestamp later = kExtended + std::chrono::seconds{1};
    run_task(subject_->seats().expire(std::nullopt, later));
    Sale late = sale(begun.order);
    EXPECT_EQ(complete(late, later).outcome, CompleteOutcome::seats_gone);
    late.take_free_seats = true;
    EXPECT_EQ(complete(late, later).outcome, CompleteOutcome::paid);
}

TEST_P(OrderStoreContract, OpensTheKeyAgainAfterADecline) {
    const Hold held = hold(1, {3});
    const auto first = begin(order(held, "key-1"));
    EXPECT_TRUE(run_task(store().decline(first.order.id, 1, kNow)));
    EXPECT_FALSE(run_task(store().decline(first.order.id, 1, kNow))) << "a second time";
    EXPECT_EQ(hold_of(1)->expires_at, kHoldEnd);
    auto other = order(held, "key-1");
    other.fingerprint = {9};
    EXPECT_EQ(begin(other).outcome, BeginOutcome::key_taken);
    const auto second = begin(order(held, "key-1"));
    ASSERT_EQ(second.outcome, BeginOutcome::started);
    EXPECT_EQ(second.order.id, first.order.id);
    EXPECT_EQ(second.order.attempt, 2u);
    EXPECT_EQ(complete(sale(first.order)).outcome, CompleteOutcome::not_pending) << "the attempt before";
    EXPECT_FALSE(run_task(store().decline(first.order.id, 1, kNow)));
    EXPECT_EQ(complete(sale(second.order)).outcome, CompleteOutcome::paid);
}

TEST_P(OrderStoreContract, ClosesTheKeyOfACancelledOrder) {
    const Hold held = hold(1, {3});
    const auto begun = begin(order(held, "key-1"));
    EXPECT_TRUE(run_task(store().cancel(begun.order.id, 1, kNow)));
    EXPECT_EQ(begin(order(held, "key-1")).outcome, BeginOutcome::key_taken);
    EXPECT_EQ(complete(sale(begun.order)).outcome, CompleteOutcome::not_pending);
}

TEST_P(OrderStoreContract, KeepsACancelledOrderOpenUntilItsPaymentIsVoided) {
    const auto cancelled = begin(order(hold(1, {3}), "key-1")).order.id;
    const auto declined = begin(order(hold(2, {4}), "key-2")).order.id;
    run_task(store().cancel(cancelled, 1, kNow));
    run_task(store().decline(declined, 1, kNow));
    EXPECT_TRUE(find(cancelled).settlement_due);
    EXPECT_FALSE(find(declined).settlement_due);
    ASSERT_THAT(open(kNow), SizeIs(1));
    EXPECT_EQ(open(kNow).front().id, cancelled);
    run_task(store().mark_settled(cancelled, kNow));
    EXPECT_THAT(open(kDeadline), IsEmpty());
}

TEST_P(OrderStoreContract, FindsWhatIsOpen) {
    const auto begun = begin(order(hold(1, {3}), "key-1"));
    EXPECT_THAT(open(kDeadline - std::chrono::milliseconds{1}), IsEmpty());
    ASSERT_THAT(open(kDeadline), SizeIs(1));
    EXPECT_THAT(open(kDeadline).front().items, SizeIs(1));
    EXPECT_THAT(open(kDeadline, {begun.order.id, OrderId{1}}), IsEmpty());
    EXPECT_THAT(open(kDeadline, {OrderId{1}}), SizeIs(1));
    const Timestamp sold = kNow + std::chrono::seconds{3};
    complete(sale(begun.order), sold);
    EXPECT_THAT(open(sold - std::chrono::milliseconds{1}), IsEmpty()) << "who sold it is capturing";
    EXPECT_THAT(open(sold), SizeIs(1)) << "its capture is due";
    run_task(store().mark_settled(begun.order.id, kNow));
    EXPECT_THAT(open(kDeadline), IsEmpty());
    EXPECT_FALSE(find(begun.order.id).settlement_due);
}

TEST_P(OrderStoreContract, ListsAnOwnersOrdersFromNewToOld) {
    const auto one = begin(order(hold(1, {3}), "key-1")).order.id;
    complete(sale(find(one)));
    const auto two = begin(order(hold(1, {4}), "key-2")).order.id;
    begin(order(hold(2, {5}), "key-3"));
    const Session ann{SessionId{1}, std::nullopt};
    const auto all = run_task(store().list(ann, 10, std::nullopt));
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].id, two);
    const auto next = run_task(store().list(ann, 10, two));
    ASSERT_THAT(next, SizeIs(1));
    EXPECT_EQ(next[0].id, one);
}

TEST_P(OrderStoreContract, RecordsBoxOfficeSalesAllOrNone) {
    hold(1, {5});
    const auto sold = [&](std::uint64_t id, SeatIndex seat) {
        return BoxOfficeSale{
            OrderId{id}, subject_->event(), "EUR", {{seat, MinorUnits{100}, MinorUnits{5}}}, TicketId{id}};
    };
    EXPECT_THROW(run_task(store().record_box_office_sales({sold(9001, 1), sold(9002, 5)}, kNow)),
                 std::exception);
    EXPECT_FALSE(run_task(store().find(OrderId{9001})));
    run_task(store().record_box_office_sales({sold(9001, 1), sold(9002, 2)}, kNow));
    EXPECT_EQ(find(OrderId{9001}).status, OrderStatus::paid);
    EXPECT_FALSE(find(OrderId{9001}).settlement_due);
}

}  // namespace fairgate::testing
