#include "contract/notify/delivery_store_contract.hpp"

#include <future>
#include <set>

namespace fairgate::testing {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(DeliveryStoreContract, DeliversInOrderToOneTakerEach) {
    add("mail", "m1");
    add("mail", "m2");
    add("statistics", "m1");
    const auto first = take("mail");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->message.id, "m1");
    EXPECT_EQ(first->message.topic, "order.paid");
    EXPECT_EQ(first->message.body, "{\"of\":\"m1\"}");
    EXPECT_EQ(first->attempts, 0u);
    EXPECT_EQ(take("mail")->message.id, "m2");
    EXPECT_FALSE(take("mail"));
    EXPECT_EQ(take("statistics")->message.id, "m1");
}

TEST_P(DeliveryStoreContract, SharesDeliveriesOutAmongManyTakers) {
    constexpr int kMessages = 40;
    for (int i = 0; i < kMessages; ++i) add("mail", std::to_string(i));
    const auto taker = [this] {
        std::vector<std::string> got;
        while (const auto delivery = take("mail")) got.push_back(delivery->message.id);
        return got;
    };
    std::vector<std::future<std::vector<std::string>>> takers;
    for (int i = 0; i < 4; ++i) takers.push_back(std::async(std::launch::async, taker));
    std::multiset<std::string> taken;
    for (auto& one : takers) {
        for (auto& id : one.get()) taken.insert(std::move(id));
    }
    EXPECT_EQ(taken.size(), static_cast<std::size_t>(kMessages));
    EXPECT_EQ(std::set(taken.begin(), taken.end()).size(), taken.size()) << "one went to two takers";
}

TEST_P(DeliveryStoreContract, QueuesARepeatOnce) {
    add("mail", "m1");
    add("mail", "m1");
    EXPECT_TRUE(take("mail"));
    EXPECT_FALSE(take("mail"));
}

TEST_P(DeliveryStoreContract, GivesTheDeliveryOfADeadNodeToAnother) {
    add("mail", "m1");
    take("mail");
    EXPECT_FALSE(take("mail", kNow + kLease - std::chrono::milliseconds{1}));
    EXPECT_TRUE(take("mail", kNow + kLease));
}

TEST_P(DeliveryStoreContract, KeepsTheTraceAlsoOfADeadLetter) {
    run_task(store().add({{"mail", {"m1", "order.paid", "{}", "trace-1"}}}, kNow));
    auto delivery = *take("mail");
    EXPECT_EQ(delivery.message.trace, "trace-1");
    run_task(store().bury(delivery, "no such mailbox", kNow));
    EXPECT_EQ(run_task(store().list(1)).at(0).message.trace, "trace-1");
}

TEST_P(DeliveryStoreContract, RemembersAttemptsAndWaitsForTheNext) {
    add("mail", "m1");
    auto delivery = *take("mail");
    delivery.attempts = 3;
    const Timestamp later = kNow + std::chrono::seconds{90};
    run_task(store().retry(delivery, later));
    EXPECT_FALSE(take("mail", later - std::chrono::milliseconds{1}));
    EXPECT_EQ(take("mail", later)->attempts, 3u);
    run_task(store().remove(delivery));
    EXPECT_FALSE(take("mail", later + kLease));
}

TEST_P(DeliveryStoreContract, KeepsDeadLettersUntilTheyAreReplayed) {
    for (const char* message : {"m1", "m2", "m3"}) add("mail", message);
    for (int i = 0; i < 3; ++i) {
        auto delivery = *take("mail");
        delivery.attempts = 20;
        run_task(store().bury(delivery, "no such mailbox", kNow + std::chrono::seconds{i}));
    }
    EXPECT_FALSE(take("mail", kNow + std::chrono::days{9}));
    EXPECT_THAT(run_task(store().list(2)), SizeIs(2));
    const auto letters = run_task(store().list(10));
    ASSERT_THAT(letters, SizeIs(3));
    EXPECT_EQ(letters[0].queue, "mail");
    EXPECT_EQ(letters[0].message.id, "m1");
    EXPECT_EQ(letters[0].reason, "no such mailbox");
    EXPECT_EQ(letters[0].attempts, 20u);
    EXPECT_EQ(letters[0].died_at, kNow);
    EXPECT_EQ(run_task(store().replay("m2", kNow)), 1u);
    EXPECT_EQ(run_task(store().replay("m2", kNow)), 0u);
    const auto again = take("mail");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->message.id, "m2");
    EXPECT_EQ(again->attempts, 0u);
    EXPECT_EQ(run_task(store().replay(std::nullopt, kNow)), 2u);
    EXPECT_THAT(run_task(store().list(10)), IsEmpty());
}

}  // namespace fairgate::testing
